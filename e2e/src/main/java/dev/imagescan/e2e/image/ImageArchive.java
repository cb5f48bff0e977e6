package dev.imagescan.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes an image as a docker archive: a tar of a manifest, a configuration and layers (the format
 * of {@code docker save}, which {@code ctr images import} and {@code docker load} read).
 *
 * @param reference the image's name and tag
 * @param entrypoint what a container of it runs
 * @param steps what made it, the first first
 */
public record ImageArchive(String reference, List<String> entrypoint, List<? extends Step> steps) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a line of a Dockerfile leaves in an image and in its history. */
  public sealed interface Step {
    /** The line, as the history tells it. */
    String createdBy();
  }

  /**
   * A layer.
   *
   * @param tar its files, not compressed
   * @param compressed whether it is in the archive as a gzip
   */
  public record Layer(Path tar, String createdBy, boolean compressed) implements Step {

    /** A layer that is in the archive as it is. */
    public Layer(Path tar, String createdBy) {
      this(tar, createdBy, false);
    }

    /** The same, in the archive as a gzip. */
    public Layer gzip() {
      return new Layer(tar, createdBy, true);
    }
  }

  /** Something that is for those who run the image, such as a variable, and no layer. */
  public record Setting(String createdBy) implements Step {}

  /** A directory for data, for which runtimes make a place of its own when a pod has none. */
  public record Volume(String path) implements Step {
    @Override
    public String createdBy() {
      return "VOLUME [" + path + "]";
    }
  }

  /** Writes the image to {@code file}, which appears only when it is complete. */
  public Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = Files.createTempFile(file.getParent(), ".image-", ".part");
    try {
      try (var tar = new TarArchiveOutputStream(Files.newOutputStream(part), UTF_8.name())) {
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        var diffIds = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (Step step : steps) {
          if (step instanceof Layer layer) {
            diffIds.add("sha256:" + sha256(Files.newInputStream(layer.tar())));
            names.add(put(tar, layer));
          }
        }
        byte[] config = JSON.writeValueAsBytes(config(diffIds));
        String configName = sha256(InputStream.nullInputStream(), config) + ".json";
        put(tar, configName, config);
        put(tar, "manifest.json", JSON.writeValueAsBytes(manifest(configName, names)));
      }
      return Files.move(
          part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Map<String, Object> config(List<String> diffIds) {
    String created = "2026-01-01T00:00:00Z";
    return Map.of(
        "architecture",
        System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
        "os",
        "linux",
        "created",
        created,
        "config",
        Map.of(
            "Entrypoint",
            entrypoint,
            "Env",
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            "Volumes",
            volumes()),
        "rootfs",
        Map.of("type", "layers", "diff_ids", diffIds),
        "history",
        steps.stream().map(step -> history(created, step)).toList());
  }

  private Map<String, Object> volumes() {
    return steps.stream()
        .filter(Volume.class::isInstance)
        .collect(Collectors.toMap(step -> ((Volume) step).path(), _ -> Map.of()));
  }

  private static Map<String, Object> history(String created, Step step) {
    return switch (step) {
      case Layer layer -> Map.of("created", created, "created_by", layer.createdBy());
      case Setting _, Volume _ ->
          Map.of("created", created, "created_by", step.createdBy(), "empty_layer", true);
    };
  }

  private List<Map<String, Object>> manifest(String configName, List<String> layers) {
    return List.of(Map.of("Config", configName, "RepoTags", List.of(reference), "Layers", layers));
  }

  /** Writes the layer, and returns the name that it has in the archive. */
  private static String put(TarArchiveOutputStream tar, Layer layer) throws IOException {
    if (!layer.compressed()) {
      String name = sha256(Files.newInputStream(layer.tar())) + ".tar";
      put(tar, name, Files.size(layer.tar()), out -> Files.copy(layer.tar(), out));
      return name;
    }
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      Files.copy(layer.tar(), gzip);
    }
    byte[] bytes = compressed.toByteArray();
    String name = sha256(InputStream.nullInputStream(), bytes) + ".tar.gz";
    put(tar, name, bytes);
    return name;
  }

  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    put(tar, name, bytes.length, out -> out.write(bytes));
  }

  private static void put(TarArchiveOutputStream tar, String name, long size, Content content)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setModTime(0L);
    tar.putArchiveEntry(entry);
    content.write(tar);
    tar.closeArchiveEntry();
  }

  private static String sha256(InputStream stream, byte... more) throws IOException {
    try (var digesting = new DigestInputStream(stream, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      digesting.getMessageDigest().update(more);
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
