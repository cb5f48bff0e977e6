package dev.imagescan.e2e.image;

import dev.imagescan.e2e.image.ImageArchive.Layer;
import java.io.IOException;
import java.nio.file.Path;

/** A layer with a static busybox, links to it for what tests use, and the least of /etc. */
final class Busybox {

  static final Path PROGRAM = Path.of("/bin/busybox");

  private static final String[] APPLETS = {
    "sh",
    "sleep",
    "cat",
    "ls",
    "nc",
    "echo",
    "id",
    "mount",
    "umount",
    "mkdir",
    "rm",
    "touch",
    "ln",
    "mv",
    "cp",
    "chmod",
    "chown",
    "dd",
    "find",
    "grep",
    "mkfifo",
    "mknod",
    "ps",
    "kill",
    "readlink",
    "stat",
    "test",
    "true",
    "false",
    "wc",
    "head",
    "tail",
    "hostname",
    "ip",
    "printf",
    "seq",
    "truncate",
    "unshare",
    "sync",
    "env",
    "date",
    "df"
  };

  private Busybox() {}

  /** Writes the layer into {@code work}. */
  static Layer layer(Path work) throws IOException {
    Path file = work.resolve("busybox.tar");
    try (var tar = new LayerTar(file)) {
      into(tar);
    }
    return new Layer(file, "COPY busybox /bin/");
  }

  /** Writes its files into a layer that may get others. */
  static void into(LayerTar tar) throws IOException {
    tar.directories("bin", "etc", "tmp", "var", "root")
        .text(
            "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")
        .text("etc/group", "root:x:0:\nnogroup:x:65534:\n")
        .program("bin/busybox", PROGRAM);
    for (String applet : APPLETS) {
      tar.links("busybox", "bin/" + applet);
    }
  }
}
