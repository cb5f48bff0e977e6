package dev.imagescan.agent.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container puts in the place of its package database, and what comes of reading it. */
@NeedsRoot
class HostileContainerTest {

  private static final String STATUS = "/var/lib/dpkg/status";

  @TempDir private Path root;
  private Path dpkg;

  @BeforeEach
  void make_a_root_file_system() throws IOException {
    dpkg = Files.createDirectories(root.resolve("var/lib/dpkg"));
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("proc"));
  }

  @Test
  void a_plain_file_is_read_to_its_end() throws IOException {
    String content = "Package: bash\n".repeat(10_000);
    Files.writeString(dpkg.resolve("status"), content);
    assertEquals(content, read(STATUS));
  }

  @Test
  void an_absolute_link_leads_to_the_file_of_the_container_not_of_the_host() throws IOException {
    Files.createSymbolicLink(dpkg.resolve("status"), Path.of("/etc/shadow"));
    assertEquals(
        Unreadable.DANGLING_LINK, why(STATUS), "the host has this file, the container not");
    Files.writeString(root.resolve("etc/shadow"), "the container's own");
    assertEquals("the container's own", read(STATUS));
  }

  @Test
  void a_link_that_climbs_stays_below_the_root() throws IOException {
    Path climb = Path.of("../".repeat(40) + "etc/shadow");
    Files.createSymbolicLink(dpkg.resolve("status"), climb);
    assertEquals(
        Unreadable.DANGLING_LINK, why(STATUS), "the host has this file, the container not");
  }

  @Test
  void a_directory_that_is_a_link_to_the_root_of_the_host_stays_below_the_root()
      throws IOException {
    Files.createSymbolicLink(root.resolve("lib"), Path.of("/../../.."));
    Files.writeString(root.resolve("etc/hostname"), "inside");
    assertEquals("inside", read("/lib/etc/hostname"));
  }

  @Test
  void links_in_a_circle_end() throws IOException {
    Files.createSymbolicLink(dpkg.resolve("status"), Path.of("other"));
    Files.createSymbolicLink(dpkg.resolve("other"), Path.of("status"));
    assertEquals(Unreadable.TOO_MANY_LINKS, why(STATUS));
  }

  @Test
  void a_fifo_is_not_waited_for() throws Exception {
    run("mkfifo", dpkg.resolve("status").toString());
    assertEquals(Unreadable.NOT_REGULAR, why(STATUS));
  }

  @Test
  void a_device_is_not_opened() throws Exception {
    run("mknod", dpkg.resolve("status").toString(), "c", "1", "5");
    assertEquals(Unreadable.NOT_REGULAR, why(STATUS));
  }

  @Test
  void a_file_of_100_GB_that_takes_no_room_is_not_read() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(dpkg.resolve("status").toFile(), "rw")) {
      file.setLength(100L << 30);
    }
    assertEquals(Unreadable.TOO_LARGE, why(STATUS));
  }

  @Test
  void reading_ends_with_the_budget_of_bytes_and_with_that_of_time() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(dpkg.resolve("status").toFile(), "rw")) {
      file.setLength(100L << 20);
    }
    assertEquals(
        Unreadable.BUDGET_SPENT,
        why(STATUS, new Budget.Limits(100, 1 << 20, 1L << 30, 256, Duration.ofSeconds(60))));
    assertEquals(
        Unreadable.DEADLINE,
        why(STATUS, new Budget.Limits(100, 1L << 40, 1L << 40, 256, Duration.ZERO)));
  }

  @Test
  void a_file_that_grows_while_it_is_read_is_too_large_in_the_end() throws IOException {
    Path status = Files.writeString(dpkg.resolve("status"), "x".repeat(1000));
    Budget.Limits limits = new Budget.Limits(100, 1 << 20, 2000, 256, Duration.ofSeconds(60));
    try (TestContainer container = TestContainer.on(root).start();
        ContainerRoot view = open(container, new Budget(limits));
        RootFile file = view.open(STATUS)) {
      Files.writeString(status, "x".repeat(5000));
      UnreadableException e = assertThrows(UnreadableException.class, file::readAllBytes);
      assertEquals(Unreadable.TOO_LARGE, e.why());
    }
  }

  @Test
  void a_directory_5000_deep_is_not_gone_down_into() throws Exception {
    run(
        "python3",
        "-c",
        "import os,sys\nos.chdir(sys.argv[1])\n"
            + "for i in range(5000):\n os.mkdir('d')\n os.chdir('d')",
        dpkg.toString());
    try {
      assertEquals(Unreadable.NAME_TOO_LONG, why("/var/lib/dpkg" + "/d".repeat(5000)));
      assertEquals(Unreadable.TOO_DEEP, why("/var/lib/dpkg" + "/d".repeat(1000)));
    } finally {
      run("rm", "-rf", dpkg.toString());
    }
  }

  @Test
  void a_directory_of_a_million_entries_ends_the_listing_and_not_the_memory() throws Exception {
    try (TestContainer node =
            TestContainer.node().mount("tmpfs", "tmpfs", root.toString(), "").start();
        TestContainer container = TestContainer.on(root).from(node).start()) {
      Path inside = Path.of("/proc/" + container.pid() + "/root/info");
      run(
          "python3",
          "-c",
          "import os,sys\nos.mkdir(sys.argv[1])\nos.chdir(sys.argv[1])\nos.mknod('0')\n"
              + "for i in range(1, 1000000):\n os.link('0', f'{i}')",
          inside.toString());
      try (ContainerRoot view = open(container, new Budget(Budget.Limits.DEFAULT))) {
        UnreadableException e = assertThrows(UnreadableException.class, () -> view.list("/info"));
        assertEquals(Unreadable.TOO_MANY_ENTRIES, e.why());
        assertTrue(view.budget().limits().entries() > 1_000_000, "it is memory that ended it");
      }
    }
  }

  @Test
  void another_mount_is_not_entered() throws IOException {
    try (TestContainer container = TestContainer.on(root).tmpfs("/var/lib/dpkg").start()) {
      assertEquals(Unreadable.OTHER_MOUNT, why(container, STATUS));
    }
  }

  @Test
  void magic_links_of_proc_are_not_followed() throws IOException {
    Files.createSymbolicLink(dpkg.resolve("status"), Path.of("/proc/1/root/etc/passwd"));
    try (TestContainer container =
        TestContainer.on(root).mount("proc", "proc", "/proc", "").start()) {
      assertEquals(Unreadable.OTHER_MOUNT, why(container, STATUS));
      assertEquals(Unreadable.OTHER_MOUNT, why(container, "/proc/self/root/etc/passwd"));
    }
  }

  @Test
  void a_file_system_whose_daemon_never_answers_is_not_entered() throws IOException {
    try (TestContainer container = TestContainer.on(root).silentFuse("/var/lib/dpkg").start()) {
      assertEquals(Unreadable.OTHER_MOUNT, inTime(() -> why(container, STATUS)));
      assertEquals(Unreadable.OTHER_MOUNT, inTime(() -> whyListing(container, "/var/lib/dpkg")));
    }
  }

  @Test
  void a_root_on_a_file_system_whose_daemon_never_answers_is_not_read() throws IOException {
    try (TestContainer container = TestContainer.onMountAt(root).silentFuse("").start()) {
      assertEquals(Unreadable.SPECIAL_FILE_SYSTEM, inTime(() -> why(container, STATUS)));
    }
  }

  @Test
  void a_root_changed_into_another_ones_hostile_mounts_is_not_read() throws IOException {
    try (TestContainer other = TestContainer.onMountAt(root).silentFuse("").start();
        TestContainer container =
            TestContainer.onMountAt(Path.of("/proc/" + other.pid() + "/root")).chroot().start()) {
      assertEquals(Unreadable.SPECIAL_FILE_SYSTEM, inTime(() -> why(container, STATUS)));
    }
  }

  @Test
  void a_root_that_is_proc_is_not_read() throws IOException {
    try (TestContainer container =
        TestContainer.onMountAt(root).mount("proc", "proc", "", "").start()) {
      assertEquals(Unreadable.SPECIAL_FILE_SYSTEM, why(container, "/version"));
    }
  }

  @Test
  void an_overlay_that_the_container_mounted_itself_is_not_read() throws Exception {
    Path work = Files.createDirectories(root.resolve("w"));
    Path upper = Files.createDirectories(root.resolve("u"));
    Path merged = Files.createDirectories(root.resolve("m"));
    run("chown", "-R", "100000:100000", root.toString());
    run("chmod", "755", root.toString());
    String options = "lowerdir=/root,upperdir=" + upper + ",workdir=" + work + ",userxattr";
    try (TestContainer container =
        TestContainer.onMountAt(merged).inUserNamespace().overlay("", options).start()) {
      assertEquals(Unreadable.SPECIAL_FILE_SYSTEM, why(container, STATUS));
    }
  }

  @Test
  void names_come_back_as_they_are_with_newlines_escapes_and_bytes_that_are_no_text()
      throws Exception {
    run(
        "python3",
        "-c",
        "import os,sys\nos.chdir(sys.argv[1].encode())\n"
            + "open(b'a\\nb','w').write('1')\nopen(b'\\x1b[2J','w').write('2')\n"
            + "open(b'\\xff\\xfe','w').write('3')",
        dpkg.toString());
    try (TestContainer container = TestContainer.on(root).start();
        ContainerRoot view = open(container, new Budget(Budget.Limits.DEFAULT))) {
      assertEquals(List.of("\u001b[2J", "a\nb", "\u00ff\u00fe"), view.list("/var/lib/dpkg"));
      assertEquals("3", text(view, "/var/lib/dpkg/\u00ff\u00fe"));
      assertEquals("1", text(view, "/var/lib/dpkg/a\nb"));
    }
  }

  @Test
  void a_file_that_is_swapped_all_the_time_is_never_the_one_of_the_host() throws Exception {
    Files.writeString(dpkg.resolve("real"), "inside");
    Files.createSymbolicLink(dpkg.resolve("link"), Path.of("../../../../../../etc/passwd"));
    run("mkfifo", dpkg.resolve("fifo").toString());
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapper = Thread.ofPlatform().start(() -> swap(stop));
    try (TestContainer container = TestContainer.on(root).start();
        ContainerRoot view = open(container, new Budget(Budget.Limits.DEFAULT))) {
      for (int i = 0; i < 20_000; i++) {
        assertEquals("inside", orInside(view));
      }
    } finally {
      stop.set(true);
      swapper.join();
    }
  }

  private static String orInside(ContainerRoot view) throws IOException {
    try {
      return text(view, STATUS);
    } catch (UnreadableException e) {
      return "inside";
    }
  }

  private void swap(AtomicBoolean stop) {
    List<String> names = List.of("real", "link", "fifo");
    try {
      for (int i = 0; !stop.get(); i++) {
        Path next = dpkg.resolve("next");
        Files.deleteIfExists(next);
        Files.createLink(next, dpkg.resolve(names.get(i % names.size())));
        Files.move(next, dpkg.resolve("status"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String read(String path) throws IOException {
    try (TestContainer container = TestContainer.on(root).start();
        ContainerRoot view = open(container, new Budget(Budget.Limits.DEFAULT))) {
      return text(view, path);
    }
  }

  private Unreadable why(String path) throws IOException {
    return why(path, Budget.Limits.DEFAULT);
  }

  private Unreadable why(String path, Budget.Limits limits) throws IOException {
    try (TestContainer container = TestContainer.on(root).start()) {
      return why(() -> readAll(container, path, new Budget(limits)));
    }
  }

  private static Unreadable why(TestContainer container, String path) {
    return why(() -> readAll(container, path, new Budget(Budget.Limits.DEFAULT)));
  }

  private static Unreadable whyListing(TestContainer container, String path) {
    return why(
        () -> {
          try (ContainerRoot view = open(container, new Budget(Budget.Limits.DEFAULT))) {
            view.list(path);
          }
        });
  }

  private static Unreadable why(org.junit.jupiter.api.function.Executable reading) {
    return assertThrows(UnreadableException.class, reading).why();
  }

  private static Unreadable inTime(java.util.function.Supplier<Unreadable> reading) {
    return assertTimeoutPreemptively(Duration.ofSeconds(5), reading::get);
  }

  private static void readAll(TestContainer container, String path, Budget budget)
      throws IOException {
    try (ContainerRoot view = open(container, budget);
        RootFile file = view.open(path)) {
      file.readAllBytes();
    }
  }

  private static String text(ContainerRoot view, String path) throws IOException {
    try (RootFile file = view.open(path)) {
      return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static ContainerRoot open(TestContainer container, Budget budget) throws IOException {
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid())) {
      return ContainerRoot.of(process, budget);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), command[0]);
  }
}
