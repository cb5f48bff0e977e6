package dev.imagescan.e2e.image;

import dev.imagescan.e2e.image.ImageArchive.Layer;
import dev.imagescan.e2e.image.ImageArchive.Setting;
import dev.imagescan.e2e.image.ImageArchive.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An image as a Dockerfile makes it: a base; an installation and an upgrade by apt; one by pip; the
 * removal of a part of that; and a directory that is put in another's place. Some layers are
 * compressed, and the history has lines that made none.
 */
final class FiveLayers {

  private static final String APT = "usr/lib/python3/dist-packages/";
  private static final String PIP = "usr/local/lib/python3.11/dist-packages/";
  private static final String YAML = APT + "PyYAML-6.0.dist-info";

  private static final DebianPackage BASE_FILES =
      DebianPackage.of("base-files", "12.4+deb12u5", "GPL-2+", "etc/os-release");
  private static final DebianPackage BUSYBOX =
      DebianPackage.of("busybox-static", "1:1.35.0-4+b7", "GPL-2", "bin/busybox");
  private static final DebianPackage OLD_LIBC =
      DebianPackage.of("libc6", "2.36-9+deb12u4", "LGPL-2.1+");
  private static final DebianPackage LIBC =
      DebianPackage.of("libc6", "2.36-9+deb12u7", "LGPL-2.1+");
  private static final DebianPackage PYTHON3_YAML =
      DebianPackage.of("python3-yaml", "6.0-3+b2", "Expat", YAML, YAML + "/METADATA");

  private FiveLayers() {}

  /** What a layer holds. */
  private interface Content {
    void write(LayerTar layer) throws IOException;
  }

  static List<Step> steps(Path work) throws IOException {
    return List.of(
        layer(work, "ADD rootfs.tar /", FiveLayers::base),
        new Setting("ENV PYTHONDONTWRITEBYTECODE=1"),
        layer(work, "RUN apt-get install -y python3-yaml", FiveLayers::apt).gzip(),
        layer(work, "RUN pip install idna requests", FiveLayers::pip),
        layer(work, "RUN rm -rf idna", FiveLayers::remove),
        layer(work, "COPY --link app /opt/app", FiveLayers::replace).gzip(),
        new Setting("CMD [\"/bin/sleep\"]"));
  }

  private static Layer layer(Path work, String createdBy, Content content) throws IOException {
    Path file = work.resolve(createdBy.replace('/', '-') + ".tar");
    try (var layer = new LayerTar(file)) {
      content.write(layer);
    }
    return new Layer(file, createdBy);
  }

  private static void base(LayerTar layer) throws IOException {
    Busybox.into(layer);
    layer.text("etc/os-release", "PRETTY_NAME=\"Debian 12\"\nID=debian\nVERSION_ID=\"12\"\n");
    List<DebianPackage> all = List.of(BASE_FILES, BUSYBOX, OLD_LIBC);
    DebianPackage.install(layer, all, all);
    module(layer, "minimist", "1.2.5", "MIT");
    module(layer, "semver", "7.5.4", "ISC");
  }

  private static void apt(LayerTar layer) throws IOException {
    DebianPackage.install(
        layer, List.of(BASE_FILES, BUSYBOX, LIBC, PYTHON3_YAML), List.of(LIBC, PYTHON3_YAML));
    project(layer, YAML, "PyYAML", "6.0", "MIT");
  }

  private static void pip(LayerTar layer) throws IOException {
    project(layer, PIP + "idna-3.6.dist-info", "idna", "3.6", "BSD-3-Clause");
    layer.text(PIP + "idna/__init__.py", "");
    project(layer, PIP + "requests-2.31.0.dist-info", "requests", "2.31.0", "Apache-2.0");
    layer.text(PIP + "requests/__init__.py", "");
  }

  private static void remove(LayerTar layer) throws IOException {
    layer.removed(PIP + "idna").removed(PIP + "idna-3.6.dist-info");
  }

  private static void replace(LayerTar layer) throws IOException {
    layer.replaced("opt/app");
    module(layer, "minimist", "1.2.8", "MIT");
    module(layer, "nanoid", "5.0.4", "MIT");
  }

  private static void project(
      LayerTar layer, String folder, String name, String version, String license)
      throws IOException {
    layer.text(
        folder + "/METADATA",
        "Metadata-Version: 2.4\nName: %s\nVersion: %s\nLicense-Expression: %s\n\nA project.\n"
            .formatted(name, version, license));
  }

  private static void module(LayerTar layer, String name, String version, String license)
      throws IOException {
    layer.text(
        "opt/app/node_modules/" + name + "/package.json",
        "{\"name\": \"%s\", \"version\": \"%s\", \"license\": \"%s\"}\n"
            .formatted(name, version, license));
  }
}
