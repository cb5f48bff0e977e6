package dev.imagescan.agent.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.Compressed;
import dev.imagescan.agent.container.ImageTar;
import dev.imagescan.agent.container.LayerTar;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives as they are written, and as they should not be. */
class ArchiveTest {

  private static final Map<String, String> EXPECTED =
      Map.of(
          "etc", "DIRECTORY",
          "etc/os-release", "1 base",
          "opt", "DIRECTORY",
          "opt/app", "0 app x",
          "opt/link", "LINK");

  @TempDir private Path directory;
  private List<ImageTar.Layer> layers;

  @BeforeEach
  void make_two_layers() throws IOException {
    layers =
        List.of(
            new ImageTar.Layer(
                new LayerTar()
                    .directory("etc")
                    .file("etc/os-release", "base")
                    .file("etc/gone", "gone")
                    .bytes(),
                "ADD base"),
            new ImageTar.Layer(
                new LayerTar()
                    .file("etc/.wh.gone", "")
                    .program("opt/app", "app")
                    .link("opt/link", "app")
                    .bytes(),
                "RUN build"));
  }

  @Test
  void every_form_and_compression_gives_the_same_files_and_layers() throws IOException {
    for (ImageTar.Compressor compressor :
        List.<ImageTar.Compressor>of(
            Compressed::not, Compressed::gzip, Compressed::gzipMembers, Compressed::zstd)) {
      assertHolds(ImageTar.docker("app:1", layers, compressor).bytes());
      assertHolds(ImageTar.oci("1", layers, compressor).bytes());
    }
    assertHolds(Compressed.gzip(ImageTar.docker("app:1", layers, Compressed::gzip).bytes()));
    assertHolds(Compressed.zstd(ImageTar.oci("app:1", layers, Compressed::not).bytes()));
  }

  private void assertHolds(byte[] archive) throws IOException {
    try (OpenArchive opened = OpenArchive.of(directory, archive)) {
      assertHolds(opened);
    }
    assertFalse(Files.exists(directory.resolve("scratch")), "the temporary file is still there");
  }

  private void assertHolds(OpenArchive opened) throws IOException {
    assertEquals(EXPECTED, OpenArchive.tree(opened.root()));
    assertEquals("app", opened.text("opt/link"));
    assertEquals(List.of("os-release"), opened.root().list("/etc"));
    assertEquals(
        List.of(
            new ImageLayer("sha256:" + ImageTar.sha256(layers.get(0).tar()), "ADD base"),
            new ImageLayer("sha256:" + ImageTar.sha256(layers.get(1).tar()), "RUN build")),
        opened.archive().history().layers());
    assertEquals(2, opened.root().layers());
  }

  @Test
  void a_directory_in_ocis_layout_is_read_as_well() throws IOException {
    for (ImageTar.Compressor compressor :
        List.<ImageTar.Compressor>of(Compressed::not, Compressed::gzip)) {
      Path layout = directory.resolve("layout");
      for (var file : ImageTar.oci("app:1", layers, compressor).files().entrySet()) {
        Path path = layout.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      Budget budget = Archive.budget();
      try (OpenArchive opened =
          OpenArchive.of(
              null,
              Archive.ofDirectory(
                  ContainerRoot.below(layout, budget),
                  OpenArchive.request(directory, null, OpenArchive.ROOM),
                  budget))) {
        assertHolds(opened);
      }
    }
  }

  @Test
  void layers_that_an_old_docker_wrote_as_links_to_each_other_are_found() throws IOException {
    byte[] config = ImageTar.config(List.of(layers.getFirst(), layers.getFirst()));
    String tar = new String(layers.getFirst().tar(), StandardCharsets.ISO_8859_1);
    byte[] archive =
        new LayerTar()
            .file("a/layer.tar", tar)
            .link("b/layer.tar", "../a/layer.tar")
            .file("config.json", new String(config, StandardCharsets.UTF_8))
            .file(
                "manifest.json",
                "[{\"Config\": \"config.json\", \"Layers\": [\"a/layer.tar\", \"b/layer.tar\"]}]")
            .bytes();
    try (OpenArchive opened = OpenArchive.of(directory, archive)) {
      assertEquals("base", opened.text("etc/os-release"));
    }
  }

  @Test
  void of_several_images_one_must_be_named() throws IOException {
    ImageTar first = ImageTar.docker("example.org/team/app:1", layers, Compressed::not);
    ImageTar second = ImageTar.docker("other:latest", layers.subList(0, 1), Compressed::not);
    first.files().forEach(second.files()::putIfAbsent);
    String both =
        "["
            + inner(first.files().get("manifest.json"))
            + ","
            + inner(
                ImageTar.docker("other:latest", layers.subList(0, 1), Compressed::not)
                    .files()
                    .get("manifest.json"))
            + "]";
    byte[] archive = second.with("manifest.json", both.getBytes(StandardCharsets.UTF_8)).bytes();
    assertEquals(
        "it holds 2 images; choose one with --ref: example.org/team/app:1, other:latest",
        message(archive, null));
    assertEquals(
        "it holds no image of that name; it has example.org/team/app:1, other:latest",
        message(archive, "app:2"));
    for (String name : List.of("other", "other:latest")) {
      try (OpenArchive opened = open(archive, name)) {
        assertEquals(1, opened.root().layers(), name);
      }
    }
    try (OpenArchive opened = open(archive, "app:1")) {
      assertEquals(2, opened.root().layers());
    }
  }

  private static String inner(byte[] array) {
    String text = new String(array, StandardCharsets.UTF_8);
    return text.substring(1, text.length() - 1);
  }

  @Test
  void of_an_index_for_several_platforms_the_machines_own_is_read() throws IOException {
    ImageTar arm = ImageTar.oci("arm", layers.subList(0, 1), Compressed::gzip);
    ImageTar both = ImageTar.oci("amd", layers, Compressed::gzip);
    both.files().putAll(Map.copyOf(withoutIndex(arm)));
    Map<String, Object> index =
        both.blob(
            ("{\"manifests\": ["
                    + descriptor(arm, "arm64", "linux")
                    + ","
                    + descriptor(both, "amd64", "linux")
                    + ","
                    + descriptor(arm, "unknown", "unknown")
                    + "]}")
                .getBytes(StandardCharsets.UTF_8));
    byte[] archive = both.json("index.json", Map.of("manifests", List.of(index))).bytes();
    try (OpenArchive opened = OpenArchive.of(directory, archive)) {
      assertEquals(2, opened.root().layers());
    }
  }

  private static Map<String, byte[]> withoutIndex(ImageTar image) {
    Map<String, byte[]> files = new HashMap<>(image.files());
    files.remove("index.json");
    return files;
  }

  private static String descriptor(ImageTar image, String architecture, String os) {
    String index = inner(image.files().get("index.json"));
    String digest = index.replaceAll(".*(sha256:[0-9a-f]{64}).*", "$1");
    return "{\"digest\": \"%s\", \"platform\": {\"os\": \"%s\", \"architecture\": \"%s\"}}"
        .formatted(digest, os, architecture);
  }

  @Test
  void a_layer_that_is_not_the_one_of_the_configuration_is_refused() throws IOException {
    ImageTar image = ImageTar.docker("app:1", layers, Compressed::gzip);
    String name = ImageTar.sha256(layers.get(1).tar()) + ".tar";
    byte[] other = new LayerTar().file("opt/evil", "evil").bytes();
    for (byte[] content : List.of(other, Compressed.gzip(other), Compressed.zstd(other))) {
      assertEquals(
          "layer 2 of 2: its digest is sha256:"
              + ImageTar.sha256(other)
              + ", and the image's configuration says sha256:"
              + ImageTar.sha256(layers.get(1).tar()),
          message(image.with(name, content).bytes(), null));
    }
  }

  @Test
  void what_is_missing_or_damaged_is_said_in_a_sentence() throws IOException {
    ImageTar image = ImageTar.docker("app:1", layers, Compressed::gzip);
    String layer = ImageTar.sha256(layers.getFirst().tar()) + ".tar";
    byte[] compressed = image.files().get(layer);
    assertEquals(
        "layer 1 of 2: its gzip data is damaged",
        message(image.with(layer, Arrays.copyOf(compressed, 60)).bytes(), null));
    assertEquals(
        "layer 1 of 2: it is no tar, or a damaged one",
        message(image.with(layer, "x".repeat(600).getBytes(StandardCharsets.UTF_8)).bytes(), null));
    image.files().remove(layer);
    assertEquals(
        "layer 1 of 2: it has no " + layer + " that can be read: there is no such file",
        message(image.bytes(), null));
    assertEquals(
        "it is no image: there is neither a manifest.json nor an index.json in it",
        message(layers.getFirst().tar(), null));
    assertEquals("it is no tar, or a damaged one", message(new byte[] {1, 2, 3}, null));
    assertEquals(
        "its manifest.json is not JSON, or more of it than is read",
        message(image.with("manifest.json", new byte[] {'['}).bytes(), null));
  }

  @Test
  void a_bomb_ends_with_the_budget_and_with_the_room() throws IOException {
    byte[] zeros = new LayerTar().file("zeros", "\0".repeat(8 << 20)).bytes();
    byte[] bomb =
        ImageTar.docker("bomb", List.of(new ImageTar.Layer(zeros, "")), Compressed::gzip).bytes();
    assertTrue(bomb.length < 64 << 10, "it is " + bomb.length + " bytes");
    Budget.Limits limits =
        new Budget.Limits(1000, 1 << 20, Long.MAX_VALUE, 4096, Duration.ofMinutes(1));
    String message =
        assertThrows(
                ImageFormatException.class,
                () -> OpenArchive.of(directory, bomb, null, new Budget(limits), OpenArchive.ROOM))
            .getMessage();
    assertTrue(message.startsWith("it holds more than"), message);
    assertEquals(
        "layer 1 of 1: its layers are compressed, and DIRECTORY has no room for them after 3 MB;"
            + " set TMPDIR to a directory with more",
        assertThrows(
                ImageFormatException.class,
                () -> OpenArchive.of(directory, bomb, null, Archive.budget(), 4_000_000))
            .getMessage());
  }

  private OpenArchive open(byte[] archive, String reference) throws IOException {
    return OpenArchive.of(directory, archive, reference, Archive.budget(), OpenArchive.ROOM);
  }

  private String message(byte[] archive, String reference) {
    return assertThrows(ImageFormatException.class, () -> open(archive, reference)).getMessage();
  }
}
