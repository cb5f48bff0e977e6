package dev.imagescan.e2e.image;

import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.Tools;
import dev.imagescan.e2e.image.ImageArchive.Layer;
import dev.imagescan.e2e.image.ImageArchive.Step;
import dev.imagescan.e2e.image.ImageArchive.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The images that tests run. Containers of all of them sleep unless told otherwise. */
public enum TestImage {

  /** busybox and nothing else: no package database, no {@code os-release}. */
  TINY {
    @Override
    List<Layer> steps(Path work) throws IOException {
      return List.of(Busybox.layer(work));
    }
  },

  /** busybox below the files by which a scan knows an Alpine image. */
  ALPINE {
    @Override
    List<Layer> steps(Path work) throws IOException {
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

  /** busybox, and a layer that brought two packages under licences that ask for little. */
  PERMISSIVE {
    @Override
    List<Layer> steps(Path work) throws IOException {
      return List.of(Busybox.layer(work), AlpinePackage.layer(work, "musl", PERMITTED));
    }
  },

  /** The same, and one more layer, which brought a package under the AGPL. */
  COPYLEFT {
    @Override
    List<Layer> steps(Path work) throws IOException {
      List<AlpinePackage> more = Stream.concat(PERMITTED.stream(), Stream.of(DENIED)).toList();
      return List.of(
          Busybox.layer(work),
          AlpinePackage.layer(work, "musl", PERMITTED),
          AlpinePackage.layer(work, "ghostscript", more));
    }
  },

  /** 12,000 packages, of which only the last one is under the AGPL. */
  LARGE {
    @Override
    List<Layer> steps(Path work) throws IOException {
      Stream<AlpinePackage> many =
          IntStream.range(0, 11_999)
              .mapToObj(i -> AlpinePackage.of("pkg-%05d".formatted(i), "MIT"));
      List<AlpinePackage> all =
          Stream.concat(many, Stream.of(AlpinePackage.of("zzz", "AGPL-3.0-or-later"))).toList();
      return List.of(Busybox.layer(work), AlpinePackage.layer(work, "everything", all));
    }
  },

  /** A target of mounts: busybox, and a text in /tmp; one layer. */
  TARGET {
    @Override
    List<Layer> steps(Path work) throws IOException {
      return List.of(target(work));
    }
  },

  /** The same, as images of databases are: with a directory for data. */
  WITH_VOLUME {
    @Override
    List<Step> steps(Path work) throws IOException {
      return List.of(target(work), new Volume("/data"));
    }
  },

  /** A target of mounts, with the empty directories /mnt/0 to /mnt/19 of another layer. */
  MOUNT_POINTS {
    @Override
    List<Layer> steps(Path work) throws IOException {
      Path tar = work.resolve("mount-points.tar");
      try (var layer = new LayerTar(tar)) {
        layer.directories("mnt");
        for (int i = 0; i < 20; i++) {
          layer.directories("mnt/" + i);
        }
      }
      return List.of(target(work), new Layer(tar, "RUN mkdir /mnt/..."));
    }
  },

  /** See {@link FiveLayers}. */
  FIVE_LAYERS {
    @Override
    List<Step> steps(Path work) throws IOException {
      return FiveLayers.steps(work);
    }
  },

  /**
   * Debian's minimal system, and a second layer of packages on top; made with the machine's own
   * mirror.
   */
  DEBIAN {
    @Override
    List<Layer> steps(Path work) {
      var script =
          Command.of(Tools.scriptsDirectory().resolve("debian-layers").toString(), work.toString());
      script.within(Duration.ofMinutes(20)).run().orThrow();
      var base = new Layer(work.resolve("base.tar"), "ADD rootfs.tar /");
      return List.of(
          base, new Layer(work.resolve("more.tar"), "RUN dpkg --install less.deb netbase.deb"));
    }
  };

  private static final List<AlpinePackage> PERMITTED =
      List.of(AlpinePackage.of("musl", "MIT"), AlpinePackage.of("zlib", "Zlib"));
  private static final AlpinePackage DENIED =
      AlpinePackage.of("ghostscript", "MIT AND AGPL-3.0-or-later");
  private static final List<String> SLEEP = List.of("/bin/sleep", "2147483647");

  abstract List<? extends Step> steps(Path work) throws IOException;

  private static Layer target(Path work) throws IOException {
    Path tar = work.resolve("target.tar");
    try (var layer = new LayerTar(tar)) {
      Busybox.into(layer);
      layer.text("tmp/hello", "hello from the image\n");
    }
    return new Layer(tar, "COPY hello /tmp/");
  }

  /** By which pods name the image. */
  public String reference() {
    return "imagescan.test/%s:1".formatted(name().toLowerCase(Locale.ROOT));
  }

  /** The image as a tar, made now unless it was made before. */
  public Path tar() {
    return Kept.file(
        name().toLowerCase(Locale.ROOT) + "-" + Kept.key(),
        (work, file) -> new ImageArchive(reference(), SLEEP, steps(work)).write(file));
  }
}
