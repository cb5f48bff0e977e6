package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes on the file systems that volumes are on, for a container in a user namespace. */
@NeedsRoot
class FileSystemKindsTest {

  private static final Placement WRITABLE = new Placement("/data", false, true, false);
  private static final Placement READ_ONLY = new Placement("/data", true, true, false);

  @TempDir private Path directory;

  @Test
  void an_image_of_three_layers_belongs_to_the_containers_root() throws Exception {
    TestImage image = image();
    try (TestContainer node = node(image);
        Scene scene = new Scene(directory, new Scene.ProcessOfNode(node.pid()))) {
      Container target = scene.inUserNamespace();
      PlacedMount placed = target.inject(carrier(scene, node, image, ""), "/volume", READ_ONLY);
      assertEquals(true, placed.idmapped());
      assertEquals("/", placed.root());
      assertEquals("top", target.sh("cat /data/bin/tool"));
      assertEquals("0 0", target.sh("stat -c '%u %g' /data/bin/tool"));
      assertEquals("one three two", target.sh("echo $(ls /data/bin/d)"));
      assertTrue(target.sh("touch /data/x").contains("Read-only"));
      assertInstanceOf(Sight.OnTop.class, target.look("/data", placed));
      target.remove("/data", placed);
    }
  }

  @Test
  void a_directory_and_a_file_of_an_image_are_had_too() throws Exception {
    TestImage image = image();
    try (TestContainer node = node(image);
        Scene scene = new Scene(directory, new Scene.ProcessOfNode(node.pid()))) {
      Container target = scene.inUserNamespace();
      Container carrier = carrier(scene, node, image, "/bin");
      PlacedMount placed = target.inject(carrier, "/volume", READ_ONLY);
      assertEquals("/bin", placed.root());
      assertEquals("0 top", target.sh("echo $(stat -c %u /data/tool) $(cat /data/tool)"));
      target.remove("/data", placed);
      Placement file = new Placement("/tmp/tool", true, true, false);
      placed = target.inject(carrier, "/volume/tool", file);
      assertEquals("0 top", target.sh("echo $(stat -c %u /tmp/tool) $(cat /tmp/tool)"));
      assertInstanceOf(Sight.OnTop.class, target.look("/tmp/tool", placed));
      target.remove("/tmp/tool", placed);
    }
  }

  @Test
  void an_image_goes_into_a_plain_container_as_it_is() throws Exception {
    TestImage image = image();
    try (TestContainer node = node(image);
        Scene scene = new Scene(directory, new Scene.ProcessOfNode(node.pid()))) {
      Container target = scene.plain();
      PlacedMount placed = target.inject(carrier(scene, node, image, ""), "/volume", READ_ONLY);
      assertEquals(null, placed.idmapped());
      assertEquals("top", target.sh("cat /data/bin/tool"));
    }
  }

  @Test
  void what_cannot_be_mapped_is_mounted_plain_and_said_to_be() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source =
          scene.start(TestContainer.on(scene.root(0)).mount("ramfs", "ramfs", "/volume", ""));
      source.sh("echo content > /volume/file; chmod 644 /volume/file; chmod 755 /volume");
      Container target = scene.inUserNamespace();
      PlacedMount placed = target.inject(source, "/volume", WRITABLE);
      assertEquals(false, placed.idmapped());
      assertEquals("65534", target.sh("stat -c %u /data/file"));
      assertEquals("content", target.sh("cat /data/file"));
      assertTrue(target.sh("touch /data/x").contains("denied"));
    }
  }

  @Test
  void ext4_is_mapped_and_whole_after_use() throws Exception {
    Path disk = directory.resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(16 << 20);
    }
    TestImage.run("mkfs.ext4", "-q", disk.toString());
    String loop = said("losetup", "--find", "--show", disk.toString());
    try {
      try (Scene scene = new Scene(directory)) {
        Container source =
            scene.start(TestContainer.on(scene.root(0)).mount("ext4", loop, "/volume", ""));
        Container target = scene.inUserNamespace();
        PlacedMount placed = target.inject(source, "/volume", WRITABLE);
        assertEquals(true, placed.idmapped());
        assertEquals("", target.sh("echo written > /data/file; touch /data/lost+found/x"));
        assertEquals("0 written", source.sh("echo $(stat -c %u /volume/file; cat /volume/file)"));
        target.remove("/data", placed);
      }
      assertEquals("", gone(loop), "the device is in use no more");
      TestImage.run("e2fsck", "-fn", disk.toString());
    } finally {
      TestImage.run("losetup", "--detach", loop);
    }
  }

  private TestImage image() throws IOException {
    TestImage image = new TestImage(directory.resolve("image"));
    for (String name : new String[] {"one", "two", "three"}) {
      Path layer = image.layer();
      TestImage.write(layer, "bin/d/" + name, name);
      TestImage.write(layer, "bin/tool", name.equals("three") ? "top" : name);
    }
    return image;
  }

  private static TestContainer node(TestImage image) throws IOException {
    String lower =
        image.topmostFirst().stream().map(Path::toString).collect(Collectors.joining(":"));
    return TestContainer.node().overlay(image.mountPoint().toString(), "lowerdir=" + lower).start();
  }

  private static Container carrier(Scene scene, TestContainer node, TestImage image, String part)
      throws IOException {
    Path source = Path.of(image.mountPoint() + part);
    return scene.start(TestContainer.on(scene.root(0)).from(node).bind(source, "/volume"));
  }

  /** What still has the device mounted, after the kernel had time to end namespaces. */
  private static String gone(String loop) throws Exception {
    Path mounted = Path.of("/sys/fs/ext4", Path.of(loop).getFileName().toString());
    for (int attempt = 0; attempt < 100 && Files.exists(mounted); attempt++) {
      Thread.sleep(20);
    }
    return Files.exists(mounted) ? mounted.toString() : "";
  }

  private static String said(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
