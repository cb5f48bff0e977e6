package dev.imagescan.e2e.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {

  @TempDir Path directory;

  @Test
  void an_archive_names_its_layers_by_what_is_in_them() throws Exception {
    var layers = List.of(layer("lower"), layer("upper"));
    Path file =
        new ImageArchive("test/image:1", List.of("/run"), layers)
            .write(directory.resolve("image.tar"));

    Map<String, byte[]> entries = entries(file);
    JsonNode manifest = manifest(entries);
    JsonNode config = config(entries);

    assertEquals("test/image:1", manifest.get("RepoTags").get(0).asText());
    for (int i = 0; i < layers.size(); i++) {
      byte[] bytes = Files.readAllBytes(layers.get(i).tar());
      assertEquals("sha256:" + sha256(bytes), config.get("rootfs").get("diff_ids").get(i).asText());
      assertEquals(sha256(bytes), sha256(entries.get(manifest.get("Layers").get(i).asText())));
      assertEquals(
          layers.get(i).createdBy(), config.get("history").get(i).get("created_by").asText());
    }
  }

  @Test
  void a_configuration_is_named_by_its_digest() throws Exception {
    Path file =
        new ImageArchive("test/image:1", List.of("/run"), List.of())
            .write(directory.resolve("image.tar"));

    Map<String, byte[]> entries = entries(file);

    String config =
        entries.keySet().stream()
            .filter(name -> !name.startsWith("manifest"))
            .findFirst()
            .orElseThrow();
    assertEquals(sha256(entries.get(config)) + ".json", config);
  }

  @Test
  void a_compressed_layer_is_known_by_what_it_was_before() throws Exception {
    ImageArchive.Layer plain = layer("only");
    Path file =
        new ImageArchive("test/image:1", List.of("/run"), List.of(plain.gzip()))
            .write(directory.resolve("image.tar"));

    Map<String, byte[]> entries = entries(file);
    String name = only(manifest(entries).get("Layers")).asText();
    byte[] unpacked =
        new GZIPInputStream(new ByteArrayInputStream(entries.get(name))).readAllBytes();

    assertArrayEquals(Files.readAllBytes(plain.tar()), unpacked);
    assertEquals(
        "sha256:" + sha256(unpacked), only(config(entries).get("rootfs").get("diff_ids")).asText());
  }

  @Test
  void what_makes_no_layer_is_in_the_history_alone() throws Exception {
    var steps = List.of(new ImageArchive.Setting("ENV A=1"), layer("only"));
    Path file =
        new ImageArchive("test/image:1", List.of("/run"), steps)
            .write(directory.resolve("image.tar"));

    JsonNode config = config(entries(file));

    only(config.get("rootfs").get("diff_ids"));
    assertEquals(2, config.get("history").size());
    assertTrue(config.get("history").get(0).get("empty_layer").asBoolean());
    assertFalse(config.get("history").get(1).has("empty_layer"));
  }

  private static JsonNode manifest(Map<String, byte[]> entries) throws IOException {
    return only(new ObjectMapper().readTree(entries.get("manifest.json")));
  }

  private static JsonNode config(Map<String, byte[]> entries) throws IOException {
    String name = manifest(entries).get("Config").asText();
    return new ObjectMapper().readTree(entries.get(name));
  }

  private static JsonNode only(JsonNode list) {
    assertEquals(1, list.size(), "entries of " + list);
    return list.get(0);
  }

  private ImageArchive.Layer layer(String name) throws IOException {
    Path tar = directory.resolve(name + ".tar");
    try (var writer = new LayerTar(tar)) {
      writer.directories("etc").text("etc/" + name, name);
    }
    return new ImageArchive.Layer(tar, "COPY " + name);
  }

  private static Map<String, byte[]> entries(Path file) throws IOException {
    var entries = new TreeMap<String, byte[]>();
    try (var tar = new TarArchiveInputStream(Files.newInputStream(file))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), tar.readAllBytes());
      }
    }
    return entries;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
