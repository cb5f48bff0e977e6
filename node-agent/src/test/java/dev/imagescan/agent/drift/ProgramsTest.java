package dev.imagescan.agent.drift;

import static dev.imagescan.agent.container.TestImage.run;
import static dev.imagescan.agent.container.TestImage.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.api.v1alpha1.CountedPath;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.DriftEntry;
import dev.imagescan.api.v1alpha1.MountedExecutable;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that came after the image, and what is told with a file. */
@NeedsRoot
class ProgramsTest {

  @TempDir private Path directory;
  private TestImage image;

  @BeforeEach
  void make_an_image() throws IOException {
    image = Drifting.image(directory);
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
  void a_program_that_was_given_capabilities_is_as_bad_as_one_that_was_made_set_user_id()
      throws IOException {
    Path layer = image.layer();
    for (String name : List.of("had", "more", "lost")) {
      write(layer, "usr/bin/" + name, "#!/bin/sh\n");
      run("chmod", "755", layer.resolve("usr/bin/" + name).toString());
      run("setcap", "cap_net_raw+ep", layer.resolve("usr/bin/" + name).toString());
    }
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          """
          setcap cap_sys_admin,cap_net_admin+ep usr/bin/tool
          cp usr/bin/tool opt/new; setcap cap_dac_override=i opt/new
          setcap cap_net_raw,cap_bpf+ep usr/bin/more
          setcap -r usr/bin/lost
          echo x >> usr/bin/had; setcap cap_net_raw+ep usr/bin/had
          cp usr/bin/tool opt/plain; chmod 644 opt/plain; setcap cap_sys_admin+ep opt/plain
          """);
      DriftOutcome outcome = container.read();
      assertEquals(
          List.of(
              "ADDED /opt/new [DAC_OVERRIDE]",
              "CHANGED /usr/bin/more [BPF, NET_RAW]",
              "CHANGED /usr/bin/tool [NET_ADMIN, SYS_ADMIN]",
              "CHANGED /usr/bin/had null",
              "CHANGED /usr/bin/lost null",
              "ADDED /opt/plain null"),
          outcome.drift().entries().stream()
              .map(entry -> entry.change() + " " + entry.path() + " " + entry.fileCapabilities())
              .toList());
      assertEquals(
          List.of("SetuidAdded", "ProgramChanged"),
          outcome.findings().stream().map(ReportFinding::id).toList());
      assertEquals(
          List.of("truncated null", "ADDED /opt/new"),
          container.readAsAgent("-Xmx64m").subList(0, 2),
          "with the agent's two capabilities");
    } catch (InterruptedException e) {
      throw new IOException(e);
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
  void programs_on_mounts_are_named_with_their_mount() throws IOException {
    Path volume = Files.createDirectories(directory.resolve("volume/bin"));
    for (String name : List.of("run", "plain")) {
      write(volume, name, "#!/bin/sh\n");
    }
    run("chmod", "750", volume.resolve("run").toString());
    write(volume, "suid", "#!/bin/sh\n");
    run("chmod", "4755", volume.resolve("suid").toString());
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
              new MountedExecutable("/data/bin/suid", "/data", null, "4755", 10L),
              new MountedExecutable("/data/bin/run", "/data", null, "750", 10L),
              new MountedExecutable("/opt/single", "/opt/single", null, "755", 10L)),
          outcome.drift().topMountedExecutables());
      assertEquals(3, outcome.drift().mountedExecutables());
      ReportFinding finding = outcome.findings().getFirst();
      assertEquals("ProgramOnMount", finding.id());
      assertTrue(finding.message().endsWith(": /data/bin/run and 2 more"), finding.message());
    }
  }
}
