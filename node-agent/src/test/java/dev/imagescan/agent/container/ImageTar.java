package dev.imagescan.agent.container;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Makes image archives in memory, in Docker's form and in OCI's. Every file of one can be replaced
 * before it is written.
 */
public final class ImageTar {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /** A layer, and the command that its history names. */
  public record Layer(byte[] tar, String createdBy) {}

  /** Compresses a layer. */
  public interface Compressor {
    /** The compressed bytes. */
    byte[] apply(byte[] plain) throws IOException;
  }

  /** As {@code docker save} writes it. */
  public static ImageTar docker(String reference, List<Layer> layers, Compressor compressor)
      throws IOException {
    ImageTar image = new ImageTar();
    byte[] config = config(layers);
    List<String> names = new ArrayList<>();
    for (Layer layer : layers) {
      names.add(sha256(layer.tar()) + ".tar");
      image.with(names.getLast(), compressor.apply(layer.tar()));
    }
    String configName = sha256(config) + ".json";
    return image
        .with(configName, config)
        .json(
            "manifest.json",
            List.of(Map.of("Config", configName, "RepoTags", List.of(reference), "Layers", names)));
  }

  /** In OCI's layout. */
  public static ImageTar oci(String reference, List<Layer> layers, Compressor compressor)
      throws IOException {
    ImageTar image = new ImageTar();
    List<Map<String, Object>> descriptors = new ArrayList<>();
    for (Layer layer : layers) {
      descriptors.add(image.blob(compressor.apply(layer.tar())));
    }
    Map<String, Object> manifest =
        image.blob(
            JSON.writeValueAsBytes(
                Map.of(
                    "schemaVersion",
                    2,
                    "config",
                    image.blob(config(layers)),
                    "layers",
                    descriptors)));
    Map<String, Object> named = new LinkedHashMap<>(manifest);
    named.put("annotations", Map.of("org.opencontainers.image.ref.name", reference));
    return image
        .json("oci-layout", Map.of("imageLayoutVersion", "1.0.0"))
        .json("index.json", Map.of("schemaVersion", 2, "manifests", List.of(named)));
  }

  /** The configuration of an image of such layers; its history has a step without a layer too. */
  public static byte[] config(List<Layer> layers) throws IOException {
    List<Map<String, Object>> history = new ArrayList<>();
    for (Layer layer : layers) {
      history.add(Map.of("created_by", layer.createdBy()));
      history.add(Map.of("created_by", "ENV A=b", "empty_layer", true));
    }
    Map<String, Object> rootfs =
        Map.of(
            "type",
            "layers",
            "diff_ids",
            layers.stream().map(layer -> "sha256:" + sha256(layer.tar())).toList());
    return JSON.writeValueAsBytes(
        new TreeMap<>(
            Map.of(
                "architecture",
                "amd64",
                "os",
                "linux",
                "rootfs",
                rootfs,
                "history",
                history,
                "config",
                Map.of("Cmd", List.of("/bin/true")))));
  }

  /** Adds a blob; its descriptor. */
  public Map<String, Object> blob(byte[] content) {
    with("blobs/sha256/" + sha256(content), content);
    return Map.of("digest", "sha256:" + sha256(content), "size", content.length);
  }

  /** Adds or replaces a document. */
  public ImageTar json(String name, Object content) throws IOException {
    return with(name, JSON.writeValueAsBytes(content));
  }

  /** Adds or replaces a file. */
  public ImageTar with(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  /** The files by their names. */
  public Map<String, byte[]> files() {
    return files;
  }

  /** The archive. */
  public byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** The hexadecimal digits of some content's sum. */
  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
