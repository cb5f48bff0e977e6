package dev.imagescan.agent.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.FiveLayers;
import dev.imagescan.agent.container.ImageTar;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Open;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image stores that lack something, or that somebody has meddled with. */
class ImageStoreTest {

  private static final Platform PLATFORM = new Platform("linux", "amd64");
  private static final String TOP = "5".repeat(64);

  @TempDir private Path directory;
  private byte[] config;
  private String id;

  @BeforeEach
  void make_a_configuration() throws IOException {
    config = ImageTar.config(FiveLayers.tars());
    id = ImageTar.sha256(config);
  }

  @Test
  void containerd_has_to_know_the_image_by_a_digest() throws IOException {
    blob(id, config);
    assertEquals(FiveLayers.COMMANDS, commands(containerd("sha256:" + id, 5)));
    assertEquals(
        "the image's configuration lists 5 layers, and the container has 4",
        reason(containerd("sha256:" + id, 4)));
    assertEquals(
        "sha256:" + TOP + " is not in the runtime's store", reason(containerd("sha256:" + TOP, 5)));
    assertEquals("the image has no digest of SHA-256", reason(containerd("sha512:" + id, 5)));
    assertEquals("it is not known which image the container runs", reason(containerd(null, 5)));
  }

  @Test
  void blobs_that_are_something_else_are_not_read() throws IOException {
    blob(id, "{\"rootfs\": {}}".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "the content of sha256:" + id + " has another digest",
        reason(containerd("sha256:" + id, 5)));
    Path blob = directory.resolve("blobs/sha256/" + id);
    Files.delete(blob);
    Path outside = Files.write(directory.resolve("../outside"), config);
    Files.createSymbolicLink(blob, outside.toAbsolutePath());
    assertTrue(
        reason(containerd("sha256:" + id, 5)).startsWith("sha256:" + id + " cannot be read"),
        "a link led out of the store");
    Files.delete(outside);
    Files.delete(blob);
    TestImage.run("mkfifo", blob.toString());
    assertTrue(reason(containerd("sha256:" + id, 5)).contains("not a regular file"));
    Files.delete(blob);
    try (var file = new RandomAccessFile(blob.toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    assertEquals("sha256:" + id + " is larger than is read", reason(containerd("sha256:" + id, 5)));
  }

  @Test
  void podmans_lists_tell_the_layers_and_the_image() throws IOException {
    images(image(id, TOP));
    layers(5);
    assertEquals(FiveLayers.COMMANDS, commands(podman(null)));
  }

  @Test
  void of_several_images_with_the_same_layers_the_digest_tells() throws IOException {
    layers(5);
    String other = "e".repeat(64);
    images(image(id, TOP), image(other, TOP));
    ImageHistory unknown = podman(null);
    assertEquals("several images in the runtime's store have these layers", reason(unknown));
    assertEquals(List.of("", "", "", "", ""), commands(unknown));
    assertEquals(FiveLayers.COMMANDS, commands(podman("sha256:" + id)));
    assertEquals(
        "the image's configuration is not in the runtime's store",
        reason(podman("sha256:" + other)));
  }

  @Test
  void an_image_that_was_removed_leaves_the_layers_their_digests() throws IOException {
    layers(5);
    images(image(id, "0".repeat(64)));
    ImageHistory history = podman(null);
    assertEquals("the image is no longer in the runtime's store", reason(history));
    assertEquals(
        FiveLayers.tars().stream().map(tar -> "sha256:" + ImageTar.sha256(tar.tar())).toList(),
        history.layers().stream().map(ImageLayer::diffID).toList());
  }

  @Test
  void a_configuration_of_other_layers_is_not_believed() throws IOException {
    List<ImageTar.Layer> swapped = new ArrayList<>(FiveLayers.tars());
    Collections.swap(swapped, 0, 1);
    config = ImageTar.config(swapped);
    id = ImageTar.sha256(config);
    layers(5);
    images(image(id, TOP));
    ImageHistory history = podman(null);
    assertEquals(
        "the image's configuration lists other layers than the container has", reason(history));
    assertEquals(5, history.layers().size());
  }

  @Test
  void without_its_lists_podmans_store_says_nothing() throws IOException {
    layers(5);
    images(image(id, TOP));
    Files.writeString(directory.resolve("overlay-layers/layers.json"), "[{\"id\": ");
    assertEquals(
        "the list of layers is not JSON, or more of it than is read", reason(podman(null)));
    Files.delete(directory.resolve("overlay-layers/layers.json"));
    assertEquals("the list of layers is not in the runtime's store", reason(podman(null)));
    Files.delete(directory.resolve("overlay/l/" + "N5"));
    Files.createSymbolicLink(directory.resolve("overlay/l/N5"), Path.of("../../etc"));
    assertEquals("a layer's link in the image store leads elsewhere", reason(podman(null)));
  }

  private void blob(String hex, byte[] content) throws IOException {
    Path path = directory.resolve("blobs/sha256/" + hex);
    Files.createDirectories(path.getParent());
    Files.write(path, content);
  }

  private ImageHistory containerd(String digest, int count) throws IOException {
    try (Fd fd = Open.path(directory.toString(), Open.O_PATH | Open.O_DIRECTORY)) {
      return new ContentStore(fd).history(Optional.ofNullable(digest), PLATFORM, count);
    }
  }

  private ImageHistory podman(String digest) throws IOException {
    List<String> paths = new ArrayList<>();
    for (int i = 5; i > 0; i--) {
      paths.add("/var/lib/containers/storage/overlay/l/N" + i);
    }
    try (Fd fd = Open.path(directory.toString(), Open.O_PATH | Open.O_DIRECTORY)) {
      return new ContainersStorage(fd, paths).history(Optional.ofNullable(digest), PLATFORM, 5);
    }
  }

  private void layers(int count) throws IOException {
    List<String> json = new ArrayList<>();
    Files.createDirectories(directory.resolve("overlay/l"));
    Files.createDirectories(directory.resolve("overlay-layers"));
    for (int i = 1; i <= count; i++) {
      String layer = String.valueOf(i).repeat(64);
      Files.createSymbolicLink(
          directory.resolve("overlay/l/N" + i), Path.of("../" + layer + "/diff"));
      json.add(
          "{\"id\": \"%s\", \"diff-digest\": \"sha256:%s\"}"
              .formatted(layer, ImageTar.sha256(FiveLayers.tars().get(i - 1).tar())));
    }
    Files.writeString(directory.resolve("overlay-layers/layers.json"), json.toString());
  }

  private void images(String... images) throws IOException {
    String name =
        Base64.getEncoder().encodeToString(("sha256:" + id).getBytes(StandardCharsets.UTF_8));
    Path data = directory.resolve("overlay-images/" + id + "/=" + name);
    Files.createDirectories(data.getParent());
    Files.write(data, config);
    Files.writeString(directory.resolve("overlay-images/images.json"), List.of(images).toString());
  }

  private static String image(String id, String layer) {
    return "{\"id\": \"%s\", \"layer\": \"%s\", \"names\": [\"x\"]}".formatted(id, layer);
  }

  private static List<String> commands(ImageHistory history) {
    return history.layers().stream().map(ImageLayer::createdBy).toList();
  }

  private static String reason(ImageHistory history) {
    return history.unknown().orElse("all is known");
  }
}
