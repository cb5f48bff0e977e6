package dev.imagescan.agent.drift;

import static dev.imagescan.agent.container.TestImage.run;
import static dev.imagescan.agent.container.TestImage.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.api.v1alpha1.CountedPath;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.DriftEntry;
import dev.imagescan.api.v1alpha1.FileChange;
import dev.imagescan.api.v1alpha1.MountedExecutable;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers on a real overlay change, as it is told. */
@NeedsRoot
class DriftTest {

  @TempDir private Path directory;
  private TestImage image;

  @BeforeEach
  void make_an_image() throws IOException {
    image = new TestImage(directory);
    Path base = image.layer();
    write(base, "etc/edited", "before");
    write(base, "etc/deleted", "x");
    write(base, "etc/chmodded", "x");
    write(base, "etc/chowned", "x");
    write(base, "etc/replaced", "before");
    write(base, "etc/linked", "x");
    write(base, "etc/same", "same");
    write(base, "usr/bin/tool", "#!/bin/sh\n");
    run("chmod", "755", base.resolve("usr/bin/tool").toString());
    write(base, "opt/hidden/one", "1");
    write(base, "opt/hidden/below/two", "2");
    write(base, "opt/gone/one", "1");
    write(base, "opt/gone/below/two", "2");
    Files.createSymbolicLink(base.resolve("etc/link"), Path.of("edited"));
    Path top = image.layer();
    write(top, "opt/hidden/three", "3");
    write(top, "opt/app", "app");
  }

  @Test
  void each_thing_that_a_container_does_is_one_entry() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          """
          echo new > etc/added
          echo after >> etc/edited
          rm etc/deleted
          chmod 600 etc/chmodded
          chown 7:8 etc/chowned
          echo after > etc/new; mv etc/new etc/replaced
          ln etc/linked etc/hardlink
          rm -r opt/hidden; mkdir opt/hidden; echo 4 > opt/hidden/four; echo 1 > opt/hidden/one
          rm -r opt/gone
          ln -sfn elsewhere etc/link
          ln -s nowhere etc/newlink
          mkfifo etc/fifo
          """);
      assertEquals(
          List.of(
              "CHANGED /etc/chmodded",
              "CHANGED /etc/chowned",
              "CHANGED /etc/edited",
              "CHANGED /etc/link",
              "CHANGED /etc/replaced",
              "CHANGED /opt/hidden/one",
              "REMOVED /etc/deleted",
              "REMOVED /opt/gone/below/two",
              "REMOVED /opt/gone/one",
              "REMOVED /opt/hidden/below/two",
              "REMOVED /opt/hidden/three",
              "ADDED /etc/added",
              "ADDED /etc/fifo",
              "ADDED /etc/hardlink",
              "ADDED /etc/newlink",
              "ADDED /opt/hidden/four"),
          container.changes());
      Drift drift = container.read().drift();
      assertEquals(
          List.of(5, 6, 5), List.of(drift.added(), drift.changed(), drift.removed()), "counts");
      assertEquals(List.of(), container.read().findings());
      assertNull(drift.truncated(), () -> "truncated: " + drift);
    }
  }

  @Test
  void a_container_that_did_nothing_has_no_drift() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      Drift drift = container.read().drift();
      assertEquals(
          new Drift("UpperDirectory", null, null, null, 0L, 0L, null, null, null, null, null),
          drift);
    }
  }

  @Test
  void what_was_touched_and_is_the_same_is_no_drift() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          """
          touch etc/same usr/bin/tool
          chmod 600 etc/chmodded; chmod 644 etc/chmodded
          mkdir opt/empty
          echo x > opt/app2; rm opt/app2
          """);
      assertEquals(List.of(), container.changes());
    }
  }

  @Test
  void a_change_that_keeps_size_and_times_is_seen_all_the_same() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("cp -p etc/same opt/stamp; printf SAME > etc/same; touch -r opt/stamp etc/same");
      assertEquals(List.of("CHANGED /etc/same", "ADDED /opt/stamp"), container.changes());
    }
  }

  @Test
  void a_file_in_the_place_of_a_directory_and_the_other_way_round() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          "rm -r opt/gone; echo x > opt/gone; rm opt/app; mkdir opt/app; echo > opt/app/x");
      assertEquals(
          List.of(
              "CHANGED /opt/app",
              "CHANGED /opt/gone",
              "REMOVED /opt/gone/below/two",
              "REMOVED /opt/gone/one",
              "ADDED /opt/app/x"),
          container.changes());
    }
  }

  @Test
  void a_directory_is_changed_by_its_mode_and_not_by_what_is_in_it() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("chmod 1777 opt; echo x > etc/x");
      assertEquals(List.of("CHANGED /opt", "ADDED /etc/x"), container.changes());
    }
  }

  @Test
  void programs_come_first_and_are_findings() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          """
          echo x > etc/added
          printf '#!/bin/sh\n' > opt/new; chmod 755 opt/new
          echo evil >> usr/bin/tool
          cp usr/bin/tool opt/root; chmod 4755 opt/root
          """);
      assertEquals(
          List.of("ADDED /opt/root", "CHANGED /usr/bin/tool", "ADDED /opt/new", "ADDED /etc/added"),
          container.changes());
      DriftOutcome outcome = container.read();
      assertEquals(
          List.of("SetuidAdded", "ProgramChanged", "ProgramAdded"),
          outcome.findings().stream().map(ReportFinding::id).toList());
      assertTrue(
          outcome.findings().getFirst().message().endsWith(": /opt/root"),
          outcome.findings().getFirst().message());
      DriftEntry worst = outcome.drift().entries().getFirst();
      assertEquals("4755", worst.mode());
      assertEquals(Boolean.TRUE, worst.executable());
      assertEquals(15L, worst.size());
    }
  }

  @Test
  void a_program_that_only_lost_rights_is_no_finding() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("chmod 700 usr/bin/tool; chmod +x etc/same; rm opt/app");
      assertEquals(
          List.of("CHANGED /etc/same", "CHANGED /usr/bin/tool", "REMOVED /opt/app"),
          container.changes());
      assertEquals(
          List.of("ProgramAdded"),
          container.read().findings().stream().map(ReportFinding::id).toList());
    }
  }

  @Test
  void a_copy_that_has_only_a_mode_of_its_own_is_compared_by_what_the_overlay_shows()
      throws IOException {
    try (Drifting container =
        Drifting.on(image, image.options() + ",metacopy=on", UnaryOperator.identity())) {
      container.sh("chmod 700 usr/bin/tool");
      assertEquals(List.of("CHANGED /usr/bin/tool"), container.changes());
      assertEquals(List.of(), container.read().findings());
    }
  }

  @Test
  void a_changed_file_is_told_with_its_package_and_what_the_database_says() throws IOException {
    Path layer = image.layer();
    write(layer, "var/lib/dpkg/info/tool.list", "/usr\n/usr/bin\n/usr/bin/tool\n/etc/same\n");
    write(
        layer,
        "var/lib/dpkg/info/tool.md5sums",
        "51037a4a37730f52c8732586d3aaa316  etc/same\n"
            + "00000000000000000000000000000000  usr/bin/tool\n");
    try (Drifting container = Drifting.on(image)) {
      container.sh("echo evil >> usr/bin/tool; chmod 600 etc/same; rm etc/deleted");
      assertEquals(
          List.of(
              "/usr/bin/tool deb/tool Differs",
              "/etc/same deb/tool Matches",
              "/etc/deleted null null"),
          container.read().drift().entries().stream()
              .map(entry -> entry.path() + " " + entry.owner() + " " + entry.checksum())
              .toList());
    }
  }

  @Test
  void names_that_are_no_text_are_shown_so_that_they_can_be_read() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("touch \"$(printf 'etc/a\\nb\\033[2J')\"");
      assertEquals(List.of("ADDED /etc/a\\x0ab\\x1b[2J"), container.changes());
    }
  }

  @Test
  void logs_and_caches_are_counted_and_programs_there_listed() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          """
          mkdir -p var/log/app home/me/.cache home/you/.cache tmp
          printf 12345 > var/log/app/log; printf 1 > var/log/other
          printf 12 > home/me/.cache/a; printf 12 > home/you/.cache/b
          printf '#!/bin/sh' > tmp/run; chmod 755 tmp/run
          """);
      Drift drift = container.read().drift();
      assertEquals(
          List.of(new CountedPath("/home/*/.cache", 2, 4L), new CountedPath("/var/log", 2, 6L)),
          drift.counted());
      assertEquals(List.of("ADDED /tmp/run"), container.changes());
      assertEquals(1, drift.added());
    }
  }

  @Test
  void what_the_runtime_puts_there_to_mount_upon_is_no_drift() throws IOException {
    Path file = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost");
    try (Drifting container =
        Drifting.on(
            image,
            builder -> {
              prepare(image.upper());
              return builder.tmpfs("/dev").bind(file, "/etc/hosts").bind(file, "/srv/one.conf");
            })) {
      assertEquals(List.of(), container.changes());
    }
  }

  private static void prepare(Path upper) {
    try {
      for (String path : List.of("etc/hosts", "etc/resolv.conf", "srv/one.conf", "dev/console")) {
        write(upper, path, "");
      }
      Files.createDirectories(upper.resolve("run/secrets/kubernetes.io/serviceaccount"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void an_empty_file_that_nothing_is_mounted_upon_is_drift() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("mkdir srv; : > srv/one.conf; echo 1.2.3.4 evil > etc/hosts");
      assertEquals(List.of("ADDED /etc/hosts", "ADDED /srv/one.conf"), container.changes());
    }
  }

  @Test
  void the_size_of_the_layer_is_what_du_says() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("head -c 100000 /dev/zero > opt/big; ln opt/big opt/again; rm etc/deleted");
      Process du =
          new ProcessBuilder("du", "-s", "--block-size=1", image.upper().toString()).start();
      long bytes = Long.parseLong(new String(du.getInputStream().readAllBytes()).split("\t")[0]);
      Drift drift = container.read().drift();
      long top = Files.size(image.upper());
      assertTrue(
          drift.bytes() <= bytes && drift.bytes() >= bytes - Math.max(top, 4096),
          () -> drift.bytes() + " bytes, and du says " + bytes);
      assertEquals(4L, drift.inodes(), "opt, etc, the file of two names and the whiteout");
    }
  }

  @Test
  void a_hundred_thousand_files_are_told_of_in_bounded_time_and_memory() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          "python3 -c \"import os\nfor i in range(100000): open('opt/%06d' % i, 'w').close()\"");
      container.read();
      System.gc();
      long before = used();
      long started = System.nanoTime();
      DriftOutcome outcome = container.read();
      long millis = (System.nanoTime() - started) / 1_000_000;
      System.gc();
      long grown = used() - before;
      System.out.printf("100,000 files: %d ms, %d KB kept%n", millis, grown >> 10);
      assertEquals(50, outcome.drift().entries().size());
      assertEquals(Boolean.TRUE, outcome.drift().truncated());
      assertTrue(outcome.drift().added() > 50_000, "only " + outcome.drift().added());
      assertEquals(FileChange.ADDED, outcome.drift().entries().getFirst().change());
      assertTrue(millis < 20_000, "it took " + millis + " ms");
      assertTrue(grown < 8 << 20, "it keeps " + grown + " bytes");
    }
  }

  @Test
  void programs_on_mounts_are_named_with_their_mount() throws IOException {
    Path volume = Files.createDirectories(directory.resolve("volume/bin"));
    for (String name : List.of("run", "plain")) {
      write(volume, name, "#!/bin/sh\n");
    }
    run("chmod", "750", volume.resolve("run").toString());
    Path file = Files.writeString(directory.resolve("single"), "#!/bin/sh\n");
    run("chmod", "755", file.toString());
    Files.createDirectories(image.upper().resolve("data"));
    write(image.upper(), "opt/single", "");
    try (Drifting container =
        Drifting.on(
            image,
            builder ->
                builder
                    .bind(volume.getParent(), "/data")
                    .bind(file, "/opt/single")
                    .silentFuse("/etc"))) {
      DriftOutcome outcome = container.read();
      assertEquals(
          List.of(
              new MountedExecutable("/data/bin/run", "/data", null, "750", 10L),
              new MountedExecutable("/opt/single", "/opt/single", null, "755", 10L)),
          outcome.drift().topMountedExecutables());
      assertEquals(2, outcome.drift().mountedExecutables());
      ReportFinding finding = outcome.findings().getFirst();
      assertEquals("ProgramOnMount", finding.id());
      assertTrue(finding.message().endsWith(": /data/bin/run and 1 more"), finding.message());
    }
  }

  @Test
  void a_mount_with_many_files_ends_the_search_in_time() throws IOException {
    Path volume = Files.createDirectories(directory.resolve("many"));
    run(
        "python3",
        "-c",
        "import os,sys\nfor i in range(50000): open('%s/%d' % (sys.argv[1], i), 'w').close()",
        volume.toString());
    Files.createDirectories(image.upper().resolve("data"));
    try (Drifting container = Drifting.on(image, builder -> builder.bind(volume, "/data"))) {
      DriftOutcome outcome = container.read();
      assertEquals(Boolean.TRUE, outcome.drift().truncated());
      assertEquals(
          List.of("data: the budget of bytes or entries for this container is used up"),
          outcome.problems().stream().map(Throwable::getMessage).toList());
    }
  }

  @Test
  void a_container_that_changes_everything_meanwhile_does_no_harm() throws Exception {
    String storm =
        """
        import os, shutil, sys
        os.chdir(sys.argv[1])
        print('ready', flush=True)
        while True:
          os.makedirs('opt/storm/a/b', exist_ok=True)
          open('opt/storm/a/b/file', 'w').write('x' * 1000)
          shutil.rmtree('opt/storm')
          os.symlink('/etc', 'opt/storm')
          os.rename('opt/storm', 'opt/other')
          os.rename('opt/other', 'etc/edited')
        """;
    try (Drifting container = Drifting.on(image)) {
      Process process =
          new ProcessBuilder(
                  "python3", "-c", storm, "/proc/" + container.container().pid() + "/root")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertEquals("ready", process.inputReader().readLine());
        for (int i = 0; i < 200; i++) {
          assertTrue(container.changes().size() <= 6, () -> "made up changes");
        }
        assertTrue(process.isAlive(), "the storm was over before its time");
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
