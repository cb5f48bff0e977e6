package dev.imagescan.agent.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The layers of an image as containerd unpacks them, {@code snapshots/<number>/fs}, and the
 * directories for one container's own changes beside them.
 */
public final class TestImage {

  private final Path directory;
  private final List<Path> layers = new ArrayList<>();

  /** An image without layers, to be made below a directory. */
  public TestImage(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("snapshots/upper/fs"));
    Files.createDirectories(directory.resolve("snapshots/upper/work"));
    Files.createDirectories(mountPoint());
  }

  /** Adds a layer on top and returns its directory, to be filled. */
  public Path layer() throws IOException {
    int number = layers.size() + 1;
    layers.add(Files.createDirectories(snapshots().resolve(number + "/fs")));
    return layers.getLast();
  }

  /** The layers' directories, topmost first. */
  public List<Path> topmostFirst() {
    return layers.reversed();
  }

  /** What the container changes. */
  public Path upper() {
    return snapshots().resolve("upper/fs");
  }

  /** The directory of all layers. */
  public Path snapshots() {
    return directory.resolve("snapshots");
  }

  /** Where the container's root file system is to be mounted. */
  public Path mountPoint() {
    return directory.resolve("rootfs");
  }

  /** The options of an overlay of all layers that a container can write to. */
  public String options() {
    String lower = topmostFirst().stream().map(Path::toString).collect(Collectors.joining(":"));
    return options(lower);
  }

  /** The same with the layers under other names. */
  public String options(String lower) {
    Path work = snapshots().resolve("upper/work");
    return "lowerdir=" + lower + ",upperdir=" + upper() + ",workdir=" + work;
  }

  /** Writes a file, with the directories above it. */
  public static void write(Path layer, String path, String content) throws IOException {
    Path file = layer.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Puts the mark into a layer that removes a name from those below. */
  public static void whiteout(Path layer, String path) throws IOException {
    Files.createDirectories(layer.resolve(path).getParent());
    run("mknod", layer.resolve(path).toString(), "c", "0", "0");
  }

  /** Makes a directory of a layer hide those of the layers below. */
  public static void opaque(Path layer, String path) throws IOException {
    Path directory = Files.createDirectories(layer.resolve(path));
    String script = "import os,sys; os.setxattr(sys.argv[1], 'trusted.overlay.opaque', b'y')";
    run("python3", "-c", script, directory.toString());
  }

  /** Runs a command to its end, which must be a good one. */
  public static void run(String... command) throws IOException {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", command) + " ended with status " + status);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
