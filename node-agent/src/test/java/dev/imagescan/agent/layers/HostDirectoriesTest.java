package dev.imagescan.agent.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of a node on which users have mounted something. */
@NeedsRoot
class HostDirectoriesTest {

  @TempDir private Path directory;

  @Test
  void a_file_system_on_the_way_that_does_not_answer_is_not_asked() throws IOException {
    Path root = root();
    try (TestContainer machine = TestContainer.on(root).silentFuse("/net").start();
        Processes processes = Processes.ofHost();
        ContainerProcess node = processes.open(machine.pid());
        HostDirectories directories = new HostDirectories(node)) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            for (String path : List.of("/net/vfs/dir", "/net", "/link/vfs/dir")) {
              assertThrows(UnreadableException.class, () -> directories.local(path), path);
              assertFalse(directories.isThere(path), path);
            }
            assertThrows(UnreadableException.class, () -> directories.exact("/net/vfs/dir"));
          });
    }
  }

  @Test
  void links_are_followed_within_the_node_or_refused() throws IOException {
    Path root = root();
    Path disk = Files.createDirectories(directory.resolve("disk/layer"));
    try (TestContainer machine = TestContainer.on(root).bind(disk.getParent(), "/data").start();
        Processes processes = Processes.ofHost();
        ContainerProcess node = processes.open(machine.pid());
        HostDirectories directories = new HostDirectories(node)) {
      long inode = Stat.of(directories.exact("/data/layer")).inode();
      assertEquals(Files.getAttribute(disk, "unix:ino"), inode);
      assertEquals(inode, Stat.of(directories.local("/moved/layer")).inode());
      assertTrue(directories.isThere("/moved/layer"));
      assertThrows(IOException.class, () -> directories.exact("/moved/layer"));
    }
  }

  private Path root() throws IOException {
    Path root = directory.resolve("root");
    for (String each : List.of("proc", "usr/bin", "data", "net")) {
      Files.createDirectories(root.resolve(each));
    }
    Files.createSymbolicLink(root.resolve("link"), Path.of("/net"));
    Files.createSymbolicLink(root.resolve("moved"), Path.of("../../data"));
    return root;
  }
}
