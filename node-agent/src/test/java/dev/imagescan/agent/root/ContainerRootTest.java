package dev.imagescan.agent.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerRootTest {

  @TempDir private Path directory;

  /** The root of a process that has changed it to a mount of a node. */
  static ContainerRoot rootAt(TestContainer node, Path mountPoint, Budget budget)
      throws IOException {
    try (TestContainer container = TestContainer.onMountAt(mountPoint).from(node).start();
        Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid())) {
      return ContainerRoot.of(process, budget);
    }
  }

  @Test
  void a_directory_is_read_as_if_it_were_a_root() throws IOException {
    Files.createDirectories(directory.resolve("etc"));
    Files.writeString(directory.resolve("etc/os-release"), "ID=test");
    Files.createSymbolicLink(directory.resolve("release"), Path.of("/etc/os-release"));
    try (ContainerRoot root = below(directory)) {
      assertEquals(List.of("etc", "release"), root.list(""));
      assertEquals(List.of("os-release"), root.list("/etc"));
      assertEquals("ID=test", text(root, "release"));
    }
  }

  @Test
  void everything_that_is_not_there_has_a_reason_of_its_own() throws IOException {
    Files.writeString(directory.resolve("file"), "x");
    try (ContainerRoot root = below(directory)) {
      assertEquals(Unreadable.NOT_FOUND, why(() -> root.open("nothing")));
      assertEquals(Unreadable.NOT_FOUND, why(() -> root.open("../../../../etc/passwd")));
      assertEquals(Unreadable.NOT_REGULAR, why(() -> root.open("/")));
      assertEquals(Unreadable.NOT_A_DIRECTORY, why(() -> root.open("file/below")));
      assertEquals(Unreadable.NOT_A_DIRECTORY, why(() -> root.list("file")));
      assertEquals(Unreadable.NAME_TOO_LONG, why(() -> root.open("x".repeat(300))));
      assertEquals(Unreadable.NAME_TOO_LONG, why(() -> root.open("a\0b")));
    }
  }

  @Test
  void a_directory_that_is_not_there_or_on_proc_is_not_opened() {
    assertEquals(Unreadable.NOT_FOUND, why(() -> below(directory.resolve("nothing"))));
    assertEquals(Unreadable.SPECIAL_FILE_SYSTEM, why(() -> below(Path.of("/proc/self"))));
    assertEquals(Unreadable.SPECIAL_FILE_SYSTEM, why(() -> below(Path.of("/sys"))));
  }

  @Test
  @NeedsRoot
  void a_process_that_changed_its_root_is_read_from_there() throws IOException {
    Files.createDirectories(directory.resolve("jail"));
    Files.writeString(directory.resolve("jail/file"), "in the jail");
    try (TestContainer container =
            TestContainer.onMountAt(directory.resolve("jail")).chroot().start();
        Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid());
        ContainerRoot root = ContainerRoot.of(process, new Budget(Budget.Limits.DEFAULT))) {
      assertEquals("in the jail", text(root, "/file"));
      assertEquals(Unreadable.NOT_FOUND, why(() -> root.open("/../../../../etc/passwd")));
    }
  }

  private static ContainerRoot below(Path path) throws UnreadableException {
    return ContainerRoot.below(path, new Budget(Budget.Limits.DEFAULT));
  }

  private static Unreadable why(org.junit.jupiter.api.function.Executable reading) {
    return assertThrows(UnreadableException.class, reading).why();
  }

  private static String text(Root root, String path) throws IOException {
    try (RootFile file = root.open(path)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
