package dev.imagescan.agent.root;

import static dev.imagescan.agent.container.TestImage.opaque;
import static dev.imagescan.agent.container.TestImage.run;
import static dev.imagescan.agent.container.TestImage.whiteout;
import static dev.imagescan.agent.container.TestImage.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers laid over each other in the program, compared with what the kernel makes of them. */
@NeedsRoot
class LayeredRootTest {

  @TempDir private Path directory;
  private TestImage image;
  private TestContainer node;
  private Path running;

  @BeforeEach
  void make_an_image_and_run_it() throws IOException {
    image = new TestImage(directory);
    Path base = image.layer();
    write(base, "etc/os-release", "base");
    write(base, "etc/deep/er/file", "base");
    write(base, "info/bash.list", "bash");
    write(base, "info/gone.list", "gone");
    write(base, "cache/old", "old");
    write(base, "cache/sub/old", "old");
    write(base, "becomes-file/inside", "inside");
    write(base, "becomes-directory", "file");
    write(base, "removed/all", "all");
    write(base, "usr/lib/apk/db", "db");
    Files.createSymbolicLink(base.resolve("lib"), Path.of("usr/lib"));
    Files.createSymbolicLink(base.resolve("absolute"), Path.of("/usr/../usr/./lib"));
    Files.createSymbolicLink(base.resolve("outside"), Path.of("../../../../etc/os-release"));
    Files.createSymbolicLink(base.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(base.resolve("dangling"), Path.of("../../root"));
    Path middle = image.layer();
    write(middle, "info/curl.list", "curl");
    whiteout(middle, "info/gone.list");
    opaque(middle, "cache");
    write(middle, "cache/new", "new");
    write(middle, "becomes-file", "file now");
    write(middle, "becomes-directory/inside", "inside now");
    whiteout(middle, "removed");
    Path top = image.layer();
    write(top, "info/zsh.list", "zsh");
    write(top, "cache/sub/newest", "newest");
    write(top, "removed/again", "again");
    node = TestContainer.node().overlay(image.mountPoint().toString(), image.options()).start();
    running = Path.of("/proc/" + node.pid() + "/root" + image.mountPoint());
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  @Test
  void the_program_sees_what_the_kernel_mounts_when_it_may_read_opaque_marks() throws IOException {
    try (Opened opened = open(false, true)) {
      assertEquals(truth(), tree(opened.root()));
      assertFalse(opened.root().uncertain());
    }
  }

  @Test
  void the_program_sees_it_too_by_asking_the_running_container() throws IOException {
    try (Opened opened = open(true, false)) {
      assertEquals(truth(), tree(opened.root()));
      assertFalse(opened.root().uncertain());
    }
  }

  @Test
  void what_the_container_removes_and_adds_does_not_change_the_image() throws IOException {
    Map<String, String> before = truth();
    Files.delete(running.resolve("info/bash.list"));
    Files.writeString(running.resolve("info/fake.list"), "fake");
    Files.writeString(running.resolve("etc/os-release"), "changed");
    run("rm", "-rf", running.resolve("etc/deep").toString());
    Files.createSymbolicLink(running.resolve("etc/deep"), Path.of("/"));
    Files.createDirectories(running.resolve("own/directory"));
    try (Opened opened = open(true, false)) {
      assertEquals(before, tree(opened.root()));
    }
  }

  @Test
  void a_container_that_makes_a_directory_anew_cannot_hide_what_the_image_has_there()
      throws IOException {
    run("rm", "-rf", running.resolve("info").toString());
    Files.createDirectory(running.resolve("info"));
    try (Opened opened = open(true, false)) {
      assertEquals(List.of("bash.list", "curl.list", "zsh.list"), opened.root().list("info"));
      assertTrue(opened.root().uncertain(), "an opaque mark of the image's would not be seen now");
    }
  }

  @Test
  void a_file_that_the_container_makes_does_not_bring_back_what_the_image_hides()
      throws IOException {
    Files.writeString(running.resolve("cache/old"), "made by the container");
    try (Opened opened = open(true, false);
        Opened knowing = open(false, true)) {
      assertEquals(List.of("new", "sub"), knowing.root().list("cache"));
      opened.root().list("cache");
      assertTrue(opened.root().uncertain(), "who reads this must learn that it may be wrong");
    }
  }

  @Test
  void links_stay_in_the_image_and_end() throws IOException {
    try (Opened opened = open(true, false)) {
      assertEquals("db", text(opened.root(), "/lib/apk/db"));
      assertEquals("db", text(opened.root(), "absolute/apk/db"));
      assertEquals("base", text(opened.root(), "outside"));
      assertEquals(Unreadable.TOO_MANY_LINKS, why(opened.root(), "loop"));
      assertEquals(Unreadable.DANGLING_LINK, why(opened.root(), "dangling"));
      assertEquals(Unreadable.NOT_FOUND, why(opened.root(), "dangling/below"));
      assertEquals(Unreadable.NOT_FOUND, why(opened.root(), "../../../proc/self/status"));
      assertEquals(Unreadable.NOT_FOUND, why(opened.root(), "info/gone.list"));
      assertEquals(Unreadable.NOT_A_DIRECTORY, why(opened.root(), "etc/os-release/x"));
      assertEquals(Unreadable.NOT_REGULAR, why(opened.root(), "etc"));
    }
  }

  @Test
  void the_topmost_layer_is_known_to_touch_what_it_holds_and_removes() throws IOException {
    List<Path> layers = image.topmostFirst();
    try (Opened two = open(layers.subList(1, 3), Optional.empty(), true)) {
      assertTrue(two.root().isTouchedByTopmost("info/curl.list"));
      assertTrue(two.root().isTouchedByTopmost("info/gone.list"), "a whiteout");
      assertTrue(two.root().isTouchedByTopmost("removed/all"), "a whiteout above it");
      assertTrue(two.root().isTouchedByTopmost("becomes-file/inside"), "a file above it");
      assertFalse(two.root().isTouchedByTopmost("info/bash.list"));
      assertFalse(two.root().isTouchedByTopmost("lib/apk/db"));
      assertFalse(two.root().isTouchedByTopmost("never/there"));
    }
  }

  private record Opened(LayeredRoot root, List<Fd> fds) implements AutoCloseable {
    @Override
    public void close() {
      root.close();
      fds.forEach(Fd::close);
    }
  }

  private Opened open(boolean withView, boolean opaqueKnown) throws IOException {
    Optional<RunningView> view =
        withView
            ? Optional.of(new RunningView(fd(running), Optional.of(fd(image.upper()))))
            : Optional.empty();
    return open(image.topmostFirst(), view, opaqueKnown);
  }

  private static Opened open(List<Path> layers, Optional<RunningView> view, boolean opaqueKnown)
      throws IOException {
    List<Fd> fds = new java.util.ArrayList<>();
    for (Path layer : layers) {
      fds.add(fd(layer));
    }
    LayeredRoot root =
        new LayeredRoot(List.copyOf(fds), view, new Budget(Budget.Limits.DEFAULT), opaqueKnown);
    view.ifPresent(
        v -> {
          fds.add(v.merged());
          v.upper().ifPresent(fds::add);
        });
    return new Opened(root, fds);
  }

  private static Fd fd(Path path) throws LinuxException {
    return Open.path(path.toString(), Open.O_PATH | Open.O_DIRECTORY);
  }

  /** All files with their contents, as a kernel that mounts the image's layers alone shows them. */
  private Map<String, String> truth() throws IOException {
    Path mountPoint = Files.createDirectories(directory.resolve("truth"));
    String lower = String.join(":", image.topmostFirst().stream().map(Path::toString).toList());
    try (TestContainer kernel =
            TestContainer.node().overlay(mountPoint.toString(), "lowerdir=" + lower).start();
        ContainerRoot root =
            ContainerRootTest.rootAt(kernel, mountPoint, new Budget(Budget.Limits.DEFAULT))) {
      return tree(root);
    }
  }

  private static Map<String, String> tree(Root root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    add(root, "", files);
    return files;
  }

  private static void add(Root root, String path, Map<String, String> files) throws IOException {
    for (String name : root.list(path)) {
      String child = path.isEmpty() ? name : path + "/" + name;
      if (List.of("lib", "absolute", "loop", "dangling").contains(name)) {
        files.put(child, "a link");
        continue;
      }
      try {
        files.put(child, text(root, child));
      } catch (UnreadableException e) {
        assertEquals(Unreadable.NOT_REGULAR, e.why(), child);
        files.put(child + "/", "a directory");
        add(root, child, files);
      }
    }
  }

  @Test
  void an_entry_is_what_is_there_itself_and_no_link_is_followed() throws IOException {
    try (Opened opened = open(true, false)) {
      LayeredRoot root = opened.root();
      assertTrue(root.entry("lib").orElseThrow().isSymbolicLink());
      assertEquals(Optional.of("usr/lib"), root.target("lib"));
      assertEquals(Optional.empty(), root.entry("lib/apk"), "a path through a link");
      assertTrue(root.entry("").orElseThrow().isDirectory());
      assertTrue(root.entry("cache/sub").orElseThrow().isDirectory());
      assertTrue(root.entry("becomes-file").orElseThrow().isRegular());
      assertEquals(Optional.empty(), root.entry("info/gone.list"), "an image's whiteout");
      assertEquals(Optional.empty(), root.entry("etc/os-release/below"));
      assertEquals(Optional.empty(), root.target("etc/os-release"));
    }
  }

  private static Unreadable why(Root root, String path) {
    return assertThrows(UnreadableException.class, () -> root.open(path)).why();
  }

  private static String text(Root root, String path) throws IOException {
    try (RootFile file = root.open(path)) {
      return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
