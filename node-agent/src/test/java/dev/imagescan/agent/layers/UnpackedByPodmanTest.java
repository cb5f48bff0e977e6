package dev.imagescan.agent.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.archive.OpenArchive;
import dev.imagescan.agent.container.ImageTar;
import dev.imagescan.agent.container.LayerTar;
import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.Podman;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Layers that are odd but that a runtime takes: the archive is read as Podman unpacks it and as the
 * kernel then mounts it.
 */
@NeedsRoot
class UnpackedByPodmanTest {

  private static final String REFERENCE = "localhost/imagescan-test/odd:1";

  @TempDir private Path directory;

  private static List<ImageTar.Layer> oddLayers() throws IOException {
    return List.of(
        layer(
            new LayerTar()
                .directory("usr")
                .file("usr/lib/base", "base")
                .link("lib", "usr/lib")
                .file("cache/old", "old")
                .file("cache/sub/old", "old")
                .file("a/b/c", "c")
                .file("becomes-file/inside", "inside")
                .file("becomes-directory", "file")
                .program("tool", "tool")),
        layer(
            new LayerTar()
                .directory("cache")
                .file("cache/new", "new")
                .file("cache/.wh..wh..opq", "")
                .directory("a")
                .file("a/.wh.b", "")
                .file("becomes-file", "file now")
                .file("becomes-directory/inside", "inside now")
                .file("./dots/./here", "dots")
                .file("/absolute", "absolute")
                .file("removed", "removed")
                .directory("usr/bin")
                .link("bin", "usr/bin")
                .file("bin/own", "behind a link of its own")
                .hardLink("bin/too", "usr/bin/own")
                .file("n".repeat(200) + "/" + "m".repeat(100), "long")),
        layer(
            new LayerTar()
                .file("lib/hides", "the link")
                .file("a/b/again", "again")
                .file(".wh.removed", "")
                .file("\u00e9\u4e2d", "foreign")
                .link("out", "../../../etc/passwd")));
  }

  @Test
  void odd_layers_are_read_as_they_are_unpacked() throws IOException {
    if (!Podman.isThere()) {
      NotRun.because(UnpackedByPodmanTest.class, "needs podman");
    }
    byte[] archive = ImageTar.docker(REFERENCE, oddLayers(), bytes -> bytes).bytes();
    Path file = Files.write(directory.resolve("odd.tar"), archive);
    Map<String, String> read;
    try (OpenArchive open = OpenArchive.of(directory, archive)) {
      read = OpenArchive.tree(open.root());
    }
    try (TestContainer node = TestContainer.node().start()) {
      Podman podman = new Podman(node, directory.resolve("podman"));
      podman.load(file);
      Path merged = podman.mount(REFERENCE);
      try (TestContainer container = TestContainer.onMountAt(merged).from(node).start();
          Processes processes = Processes.ofHost();
          ContainerProcess process = processes.open(container.pid())) {
        assertEquals(read, layered(node, processes, process));
        assertEquals(withoutLayers(read), mounted(process));
      }
    }
    assertTrue(read.containsKey("a/b/again"), read.toString());
  }

  private static Map<String, String> layered(
      TestContainer node, Processes processes, ContainerProcess process) throws IOException {
    return switch (new OverlayLayers(processes, node.pid()).find(process)) {
      case Layers layers -> {
        try (layers;
            Root root = layers.image(new Budget(Budget.Limits.DEFAULT))) {
          yield OpenArchive.tree(root);
        }
      }
      case LayersOutcome.Unavailable(String reason) -> throw new AssertionError(reason);
    };
  }

  private static Map<String, String> mounted(ContainerProcess process) throws IOException {
    try (Root root = ContainerRoot.of(process, new Budget(Budget.Limits.DEFAULT))) {
      return withoutLayers(OpenArchive.tree(root));
    }
  }

  /** A mounted overlay does not tell from which layer a file is. */
  private static Map<String, String> withoutLayers(Map<String, String> tree) {
    Map<String, String> without = new TreeMap<>();
    tree.forEach((path, what) -> without.put(path, what.replaceFirst("^-?[0-9]+ ", "")));
    return without;
  }

  private static ImageTar.Layer layer(LayerTar tar) throws IOException {
    return new ImageTar.Layer(tar.bytes(), "");
  }
}
