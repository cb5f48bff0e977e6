package dev.imagescan.e2e.image;

import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.Tools;
import dev.imagescan.e2e.image.ImageArchive.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The images that tests run. Containers of all of them sleep unless told otherwise. */
public enum TestImage {

  /** busybox and nothing else: no package database, no {@code os-release}. */
  TINY {
    @Override
    List<Layer> layers(Path work) throws IOException {
      return List.of(Busybox.layer(work));
    }
  },

  /** busybox below the files by which a scan knows an Alpine image. */
  ALPINE {
    @Override
    List<Layer> layers(Path work) throws IOException {
      Path tar = work.resolve("database.tar");
      try (var layer = new LayerTar(tar)) {
        layer
            .directories("lib", "lib/apk", "lib/apk/db", "etc/apk", "etc/apk/keys")
            .text("etc/alpine-release", "3.21.3\n")
            .text("etc/os-release", "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.21.3\n")
            .text("etc/apk/world", "alpine-baselayout\nbusybox\n")
            .text("lib/apk/db/installed", AlpinePackage.database(AlpinePackage.TYPICAL));
      }
      return List.of(Busybox.layer(work), new Layer(tar, "RUN apk add"));
    }
  },

  /**
   * Debian's minimal system, and a second layer of packages on top; made with the machine's own
   * mirror.
   */
  DEBIAN {
    @Override
    List<Layer> layers(Path work) {
      var script =
          Command.of(Tools.scriptsDirectory().resolve("debian-layers").toString(), work.toString());
      script.within(Duration.ofMinutes(20)).run().orThrow();
      var base = new Layer(work.resolve("base.tar"), "ADD rootfs.tar /");
      return List.of(
          base, new Layer(work.resolve("more.tar"), "RUN dpkg --install less.deb netbase.deb"));
    }
  };

  private static final List<String> SLEEP = List.of("/bin/sleep", "2147483647");

  abstract List<Layer> layers(Path work) throws IOException;

  /** By which pods name the image. */
  public String reference() {
    return "imagescan.test/%s:1".formatted(name().toLowerCase(Locale.ROOT));
  }

  /** The image as a tar, made now unless it was made before. */
  public Path tar() {
    return Kept.file(
        name().toLowerCase(Locale.ROOT) + "-" + Kept.key(),
        (work, file) -> new ImageArchive(reference(), SLEEP, layers(work)).write(file));
  }
}
