package dev.imagescan.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes an image as a docker archive: a tar of a manifest, a configuration and uncompressed layers
 * (the format of {@code docker save}, which {@code ctr images import} and {@code docker load}
 * read).
 *
 * @param reference the image's name and tag
 * @param entrypoint what a container of it runs
 * @param layers the layers, the lowest first
 */
public record ImageArchive(String reference, List<String> entrypoint, List<Layer> layers) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A layer: an uncompressed tar, and the command that made it, for the image's history. */
  public record Layer(Path tar, String createdBy) {}

  /** Writes the image to {@code file}, which appears only when it is complete. */
  public Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = Files.createTempFile(file.getParent(), ".image-", ".part");
    try {
      try (var tar = new TarArchiveOutputStream(Files.newOutputStream(part), UTF_8.name())) {
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        var diffIds = new ArrayList<String>();
        for (Layer layer : layers) {
          String digest = sha256(Files.newInputStream(layer.tar()));
          diffIds.add("sha256:" + digest);
          put(tar, digest + ".tar", Files.size(layer.tar()), out -> Files.copy(layer.tar(), out));
        }
        byte[] config = JSON.writeValueAsBytes(config(diffIds));
        String configName = sha256(InputStream.nullInputStream(), config) + ".json";
        put(tar, configName, config);
        put(tar, "manifest.json", JSON.writeValueAsBytes(manifest(configName, diffIds)));
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
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")),
        "rootfs",
        Map.of("type", "layers", "diff_ids", diffIds),
        "history",
        layers.stream()
            .map(layer -> Map.of("created", created, "created_by", layer.createdBy()))
            .toList());
  }

  private List<Map<String, Object>> manifest(String configName, List<String> diffIds) {
    var tars = diffIds.stream().map(id -> id.substring("sha256:".length()) + ".tar").toList();
    return List.of(Map.of("Config", configName, "RepoTags", List.of(reference), "Layers", tars));
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
