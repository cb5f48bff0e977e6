package dev.imagescan.agent.layers;

import static dev.imagescan.agent.container.TestImage.run;
import static dev.imagescan.agent.container.TestImage.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of processes whose root is a real overlay, which another process has mounted. */
@NeedsRoot
class OverlayLayersTest {

  private static final List<String> DATABASES =
      List.of("/var/lib/dpkg/status", "/lib/apk/db/installed");

  @TempDir private Path directory;
  private TestImage image;

  @BeforeEach
  void make_an_image() throws IOException {
    image = new TestImage(directory);
    Path base = image.layer();
    write(base, "var/lib/dpkg/status", "base");
    write(base, "var/lib/dpkg/info/bash.list", "bash");
    Files.createDirectories(base.resolve("usr/lib"));
    Files.createSymbolicLink(base.resolve("lib"), Path.of("usr/lib"));
    Path top = image.layer();
    write(top, "var/lib/dpkg/status", "top");
    write(top, "opt/app", "app");
  }

  @Test
  void the_image_is_read_from_its_layers_whatever_the_container_changed() throws IOException {
    try (TestContainer node = node(image.options());
        TestContainer container = container(node)) {
      Path inside = Path.of("/proc/" + container.pid() + "/root");
      Files.writeString(inside.resolve("var/lib/dpkg/status"), "changed");
      try (Layers layers = layers(node, container)) {
        assertEquals(2, layers.count());
        assertEquals("top", read(layers, "var/lib/dpkg/status"));
        assertEquals("bash", read(layers, "var/lib/dpkg/info/bash.list"));
      }
    }
  }

  @Test
  void a_container_that_changed_no_database_is_told_from_one_that_did() throws IOException {
    try (TestContainer node = node(image.options());
        TestContainer container = container(node)) {
      Path inside = Path.of("/proc/" + container.pid() + "/root");
      assertFalse(changed(node, container), "nothing was changed");
      Files.createDirectories(inside.resolve("var/lib/other"));
      Files.writeString(inside.resolve("var/lib/dpkg/info/curl.list"), "curl");
      assertFalse(changed(node, container), "only files beside the database were changed");
      Files.createDirectories(inside.resolve("lib/apk/db"));
      Files.writeString(inside.resolve("lib/apk/db/installed"), "P:musl");
      assertTrue(changed(node, container), "a database was made, behind a link of the image");
    }
  }

  @Test
  void a_removed_database_is_a_changed_one_also_without_a_whiteout() throws IOException {
    try (TestContainer node = node(image.options());
        TestContainer container = container(node)) {
      Path inside = Path.of("/proc/" + container.pid() + "/root");
      run("rm", "-rf", inside.resolve("var/lib/dpkg").toString());
      assertTrue(changed(node, container), "a whiteout");
      Files.createDirectories(inside.resolve("var/lib/dpkg"));
      assertTrue(changed(node, container), "an opaque directory");
    }
  }

  @Test
  void a_database_replaced_by_a_link_is_a_changed_one() throws IOException {
    try (TestContainer node = node(image.options());
        TestContainer container = container(node)) {
      Path inside = Path.of("/proc/" + container.pid() + "/root");
      run("rm", "-rf", inside.resolve("var/lib").toString());
      Files.createSymbolicLink(inside.resolve("var/lib"), Path.of("/usr/lib"));
      assertTrue(changed(node, container));
    }
  }

  @Test
  void relative_names_of_a_deep_image_are_found() throws IOException {
    Path snapshots = image.snapshots();
    String options =
        image.options(
            String.join(
                ":",
                image.topmostFirst().stream()
                    .map(layer -> snapshots.relativize(layer).toString())
                    .toList()));
    try (TestContainer node =
            TestContainer.node()
                .overlay(image.mountPoint().toString(), options, snapshots)
                .start();
        TestContainer container = container(node);
        Layers layers = layers(node, container)) {
      assertEquals("top", read(layers, "var/lib/dpkg/status"));
    }
  }

  @Test
  void layers_mounted_for_a_user_namespace_are_found_at_their_lasting_place() throws IOException {
    Path shifted = Files.createDirectories(directory.resolve("tmp/ovl-idmapped3985"));
    String options = image.options(shifted + "/2/fs:" + shifted + "/1/fs");
    try (TestContainer node =
            TestContainer.node()
                .bind(image.snapshots(), shifted.toString())
                .overlay(image.mountPoint().toString(), options)
                .start();
        TestContainer container = container(node);
        Layers layers = layers(node, container)) {
      assertEquals("top", read(layers, "var/lib/dpkg/status"));
      assertEquals("bash", read(layers, "var/lib/dpkg/info/bash.list"));
    }
  }

  @Test
  void the_only_layer_is_found_by_its_inodes_when_its_name_was_lost() throws IOException {
    Path shifted = Files.createDirectories(directory.resolve("tmp/ovl-idmapped7"));
    try (TestContainer node =
            TestContainer.node()
                .bind(image.topmostFirst().getLast(), shifted.toString())
                .overlay(image.mountPoint().toString(), image.options(shifted.toString()))
                .start();
        TestContainer container = container(node)) {
      Path inside = Path.of("/proc/" + container.pid() + "/root");
      Files.writeString(inside.resolve("var/lib/dpkg/status"), "changed");
      Files.createDirectories(inside.resolve("opt"));
      try (Layers layers = layers(node, container)) {
        assertEquals(1, layers.count());
        assertEquals("base", read(layers, "var/lib/dpkg/status"));
      }
    }
  }

  @Test
  void an_overlay_of_the_container_itself_that_names_the_hosts_root_is_not_looked_into()
      throws IOException {
    Path home = Files.createDirectories(directory.resolve("home"));
    Files.writeString(home.resolve("secret"), "of the host");
    run("chown", "-R", "100000:100000", directory.toString());
    run("chmod", "755", directory.toString());
    String options = "lowerdir=" + home + ":/root,userxattr";
    try (TestContainer node = node(image.options());
        TestContainer container =
            TestContainer.onMountAt(image.mountPoint())
                .from(node)
                .inUserNamespace()
                .overlay("", options)
                .start();
        Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid())) {
      LayersOutcome outcome = new OverlayLayers(processes, node.pid()).find(process);
      assertEquals(
          new LayersOutcome.Unavailable(
              "the node's mount table does not show its root file system"),
          outcome);
    }
  }

  @Test
  void a_root_that_is_no_overlay_has_no_layers() throws IOException {
    Path root = Files.createDirectories(directory.resolve("plain"));
    try (TestContainer container = TestContainer.on(root).start();
        Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid())) {
      LayersOutcome outcome =
          new OverlayLayers(processes, Math.toIntExact(ProcessHandle.current().pid()))
              .find(process);
      String reason = assertInstanceOf(LayersOutcome.Unavailable.class, outcome).reason();
      assertTrue(reason.contains("not overlay") || reason.contains("does not show"), reason);
    }
  }

  @Test
  void a_layer_on_a_file_system_in_user_space_is_not_read() throws IOException {
    Path covered = image.topmostFirst().getLast();
    try (TestContainer node =
            TestContainer.node()
                .overlay(image.mountPoint().toString(), image.options())
                .silentFuse(covered.toString())
                .start();
        TestContainer container = container(node);
        Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid())) {
      assertEquals(
          new LayersOutcome.Unavailable("a layer lies on a file system that is not read"),
          new OverlayLayers(processes, node.pid()).find(process));
    }
  }

  @Test
  void no_descriptor_stays_open() throws IOException {
    Path covered = image.topmostFirst().getLast();
    try (TestContainer node = node(image.options());
        TestContainer container = container(node);
        TestContainer broken =
            TestContainer.node()
                .overlay(image.mountPoint().toString(), image.options())
                .silentFuse(covered.toString())
                .start();
        TestContainer inBroken = container(broken)) {
      useAll(node, container, broken, inBroken);
      long before = openDescriptors();
      for (int i = 0; i < 50; i++) {
        useAll(node, container, broken, inBroken);
      }
      long more = openDescriptors() - before;
      assertTrue(more < 10, more + " descriptors were left open");
    }
  }

  private static void useAll(
      TestContainer node, TestContainer container, TestContainer broken, TestContainer inBroken)
      throws IOException {
    try (Layers layers = layers(node, container)) {
      assertFalse(layers.changed(DATABASES, new Budget(Budget.Limits.DEFAULT)));
      read(layers, "var/lib/dpkg/status");
      assertThrows(IOException.class, () -> read(layers, "var/lib/dpkg"));
      assertThrows(IOException.class, () -> read(layers, "var/lib/dpkg/status/below"));
    }
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(inBroken.pid())) {
      assertInstanceOf(
          LayersOutcome.Unavailable.class,
          new OverlayLayers(processes, broken.pid()).find(process));
    }
  }

  private static long openDescriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  private TestContainer node(String options) throws IOException {
    return TestContainer.node().overlay(image.mountPoint().toString(), options).start();
  }

  private TestContainer container(TestContainer node) throws IOException {
    return TestContainer.onMountAt(image.mountPoint()).from(node).start();
  }

  private static Layers layers(TestContainer node, TestContainer container) throws IOException {
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid())) {
      return switch (new OverlayLayers(processes, node.pid()).find(process)) {
        case Layers layers -> layers;
        case LayersOutcome.Unavailable(String reason) -> throw new AssertionError(reason);
      };
    }
  }

  private static boolean changed(TestContainer node, TestContainer container) throws IOException {
    try (Layers layers = layers(node, container)) {
      return layers.changed(DATABASES, new Budget(Budget.Limits.DEFAULT));
    }
  }

  private static String read(Layers layers, String path) throws IOException {
    try (LayeredRoot root = layers.image(new Budget(Budget.Limits.DEFAULT));
        RootFile file = root.open(path)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
