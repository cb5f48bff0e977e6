package dev.imagescan.agent.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.imagescan.agent.archive.OpenArchive;
import dev.imagescan.agent.container.FiveLayers;
import dev.imagescan.agent.container.ImageTar;
import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.Podman;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.inspect.RootInspector;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One image of five layers, read from wherever it can be: from the directories of a running
 * container as containerd has them, from Podman's storage below a container, and from archives. All
 * of them say the same of every file and package.
 */
@NeedsRoot
class FiveLayersTest {

  private static final String REFERENCE = "localhost/imagescan-test/five:1";
  private static final Platform PLATFORM = new Platform("linux", "amd64");

  @TempDir private static Path directory;
  private static List<ImageTar.Layer> tars;

  /** All that is to be told of an image, wherever it is read from. */
  private record Told(List<String> packages, Map<String, String> files, ImageHistory history) {}

  private static Told expected;

  @BeforeAll
  static void read_the_archive() throws IOException {
    tars = FiveLayers.tars();
    expected = archived(ImageTar.docker(REFERENCE, tars, bytes -> bytes).bytes());
  }

  @Test
  void each_package_has_the_layer_that_brought_it_and_removed_ones_are_gone() {
    assertEquals(
        Set.of(
            "bash 5.2.15-2+b2 ADD rootfs.tar /",
            "curl 7.88.1-10 RUN apt-get install curl",
            "requests 2.31.0 RUN pip install idna requests",
            "flask 3.0 COPY site /opt/site"),
        Set.copyOf(expected.packages()));
    Map<String, String> files = expected.files();
    assertEquals(
        "2", layer(files, "usr/lib/python3/dist-packages/requests-2.31.0.dist-info/METADATA"));
    assertEquals("0", layer(files, "opt/site/lib/flask-3.0.dist-info/METADATA"));
    assertEquals("4", layer(files, "usr/bin/bash"));
    assertFalse(
        files.keySet().stream().anyMatch(path -> path.matches(".*/(idna|attrs|flask-2).*")),
        files.keySet().toString());
  }

  private static String layer(Map<String, String> files, String path) {
    return files.getOrDefault(path, "absent ").split(" ")[0];
  }

  @Test
  void the_directories_below_a_running_container_say_the_same() throws IOException {
    Path snapshotter = directory.resolve("io.containerd.snapshotter.v1.overlayfs");
    TestImage image = new TestImage(snapshotter);
    FiveLayers.unpackInto(image);
    String digest = contentStore(directory.resolve("io.containerd.content.v1.content"));
    try (TestContainer node =
        TestContainer.node().overlay(image.mountPoint().toString(), image.options()).start()) {
      assertEquals(expected, running(node, image.mountPoint(), Optional.of(digest)));
    }
  }

  /** Fills it as an import does, and returns the digest of the image's index. */
  private static String contentStore(Path directory) throws IOException {
    ImageTar image = ImageTar.oci(REFERENCE, tars, bytes -> bytes);
    byte[] index = image.files().get("index.json");
    image.blob(index);
    for (Map.Entry<String, byte[]> file : image.files().entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return "sha256:" + ImageTar.sha256(index);
  }

  @Test
  void podmans_storage_below_a_container_says_the_same() throws IOException {
    needPodman();
    try (TestContainer node = TestContainer.node().start()) {
      Podman podman = podman(node);
      Path merged = podman.mount(REFERENCE);
      assertEquals(expected, running(node, merged, Optional.empty()));
      String digest = podman.run("image", "inspect", "--format", "{{.Digest}}", REFERENCE).strip();
      podman.run("tag", REFERENCE, "localhost/imagescan-test/same:1");
      assertEquals(expected, running(node, merged, Optional.of(digest)));
    }
  }

  @Test
  void every_archive_that_podman_writes_says_the_same() throws IOException {
    needPodman();
    try (TestContainer node = TestContainer.node().start()) {
      Podman podman = podman(node);
      for (String format : List.of("docker-archive", "oci-archive")) {
        Path file = directory.resolve(format + ".tar");
        podman.save(REFERENCE, format, file);
        assertEquals(expected, archived(Files.readAllBytes(file)), format);
      }
      for (String compression : List.of("gzip", "zstd")) {
        Path file = directory.resolve(compression + ".tar");
        podman.run(
            "push",
            "--quiet",
            "--compression-format",
            compression,
            REFERENCE,
            "oci-archive:" + file);
        assertEquals(expected, archived(Files.readAllBytes(file)), compression);
      }
    }
  }

  private static void needPodman() {
    if (!Podman.isThere()) {
      NotRun.because(FiveLayersTest.class, "needs podman");
    }
  }

  private static Podman podman(TestContainer node) throws IOException {
    Path archive = directory.resolve("loaded.tar");
    Files.write(archive, ImageTar.docker(REFERENCE, tars, bytes -> bytes).bytes());
    Podman podman = new Podman(node, directory.resolve("podman-" + node.pid()));
    podman.load(archive);
    return podman;
  }

  private static Told running(TestContainer node, Path mountPoint, Optional<String> digest)
      throws IOException {
    try (TestContainer container = TestContainer.onMountAt(mountPoint).from(node).start();
        Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container.pid())) {
      return switch (new OverlayLayers(processes, node.pid()).find(process)) {
        case Layers layers -> {
          try (layers;
              Root root = layers.image(new Budget(Budget.Limits.DEFAULT))) {
            yield told(root, layers.history(digest, PLATFORM));
          }
        }
        case LayersOutcome.Unavailable(String reason) -> throw new AssertionError(reason);
      };
    }
  }

  private static Told archived(byte[] archive) throws IOException {
    try (OpenArchive open = OpenArchive.of(directory, archive)) {
      return told(open.root(), open.archive().history());
    }
  }

  private static Told told(Root root, ImageHistory history) throws IOException {
    assertEquals(Optional.empty(), history.unknown());
    assertEquals(
        FiveLayers.COMMANDS, history.layers().stream().map(ImageLayer::createdBy).toList());
    RootContent content = RootInspector.inspect(root);
    List<String> packages = new ArrayList<>();
    content
        .catalogue()
        .packages()
        .forEach(
            found ->
                packages.add(
                    found.name()
                        + " "
                        + found.version()
                        + " "
                        + history.layer(found.layer()).map(ImageLayer::createdBy).orElse("?")));
    return new Told(packages, OpenArchive.tree(root), history);
  }
}
