package dev.imagescan.e2e.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    JsonNode manifest = new ObjectMapper().readTree(entries.get("manifest.json")).get(0);
    JsonNode config = new ObjectMapper().readTree(entries.get(manifest.get("Config").asText()));

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
