package dev.imagescan.agent.drift;

import static dev.imagescan.agent.container.TestImage.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.FileChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container cannot make the reading cost, and the size of its layer. */
@NeedsRoot
class BoundsTest {

  @TempDir private Path directory;
  private TestImage image;

  @BeforeEach
  void make_an_image() throws IOException {
    image = Drifting.image(directory);
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
  void a_hundred_thousand_files_are_told_of_in_bounded_time_and_memory() throws Exception {
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
      List<String> inSmallHeap = container.readAsAgent("-Xmx24m");
      assertEquals("truncated true", inSmallHeap.getFirst());
      assertEquals(51, inSmallHeap.size());
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
          List.of("data: the budget of bytes or entries is used up"),
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
