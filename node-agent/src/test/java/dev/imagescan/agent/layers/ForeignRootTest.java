package dev.imagescan.agent.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.process.ContainerId;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that have gone over into the root of another container, as one may that shares a PID
 * namespace with it: what they then run on is not the image that their pod names.
 */
@NeedsRoot
class ForeignRootTest {

  /** Needs no more than the capability to chroot, which runtimes give by default. */
  private static final String GO_OVER =
      """
      import ctypes, os, sys
      ctypes.CDLL(None).unshare(0x20000)
      os.chdir('/proc/%s/root' % sys.argv[1])
      os.chroot('.')
      print('ready', flush=True)
      sys.stdin.read()
      """;

  private static final String UID = "0f8a4f2e-6c1d-4b53-9a53-4fd0c1f0b7aa";
  private static final String ID = "3b1f".repeat(16);
  private static final String OTHER_ID = "9".repeat(64);

  @TempDir private Path directory;

  @Test
  void the_root_of_another_container_is_not_taken_for_this_ones_image() throws IOException {
    TestImage image = image(directory);
    try (TestContainer node = node(image);
        TestContainer other = TestContainer.onMountAt(image.mountPoint()).from(node).start()) {
      Process intruder = new ProcessBuilder("python3", "-c", GO_OVER, "" + other.pid()).start();
      try (Processes processes = Processes.ofHost();
          ContainerProcess process = processes.open(Math.toIntExact(intruder.pid()))) {
        assertEquals("ready", intruder.inputReader(StandardCharsets.UTF_8).readLine());
        assertEquals(
            new LayersOutcome.Unavailable(
                "its first process has changed its root directory, so that of its image is not"
                    + " known"),
            new OverlayLayers(processes, node.pid()).find(process));
      } finally {
        intruder.destroy();
      }
    }
  }

  @Test
  void a_root_file_system_that_was_mounted_for_another_container_is_not_this_ones()
      throws IOException {
    assertEquals(
        new LayersOutcome.Unavailable("it runs on the root file system of another container"),
        outcome(OTHER_ID));
    try (Layers layers = assertInstanceOf(Layers.class, outcome(ID))) {
      assertEquals(1, layers.count());
    }
  }

  /** Of a container that runs on what the node has mounted at the place of an ID. */
  private LayersOutcome outcome(String mountedFor) throws IOException {
    TestImage image = image(directory.resolve(mountedFor));
    try (TestContainer node = node(image);
        TestContainer container =
            TestContainer.onMountAt(image.mountPoint())
                .from(node)
                .cgroup("imagescan-test/kubepods/besteffort/pod" + UID + "/" + ID)
                .start();
        Processes processes = Processes.ofHost();
        ContainerProcess process =
            processes.open(processes.scan(), UID, new ContainerId("containerd", ID))) {
      assertEquals(container.pid(), process.pid());
      return new OverlayLayers(processes, node.pid()).find(process);
    }
  }

  private static TestImage image(Path directory) throws IOException {
    TestImage image = new TestImage(directory);
    TestImage.write(image.layer(), "var/lib/dpkg/status", "some image's");
    return image;
  }

  private static TestContainer node(TestImage image) throws IOException {
    return TestContainer.node().overlay(image.mountPoint().toString(), image.options()).start();
  }
}
