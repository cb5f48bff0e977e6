package dev.imagescan.e2e.image;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A package as dpkg records it below {@code var/lib/dpkg}.
 *
 * @param name its name
 * @param version with the revision, as in {@code 2.36-9+deb12u7}
 * @param license the short name in its copyright file
 * @param files absolute paths without the leading slash; its documentation is added
 */
record DebianPackage(String name, String version, String license, List<String> files) {

  /** A package that has these files beside its documentation. */
  static DebianPackage of(String name, String version, String license, String... files) {
    return new DebianPackage(name, version, license, List.of(files));
  }

  /** Writes what dpkg leaves when these packages were installed one by one. */
  static void install(LayerTar layer, List<DebianPackage> all, List<DebianPackage> installed)
      throws IOException {
    layer.text(
        "var/lib/dpkg/status",
        all.stream().map(DebianPackage::stanza).collect(Collectors.joining("\n")));
    for (DebianPackage each : installed) {
      layer.text("var/lib/dpkg/info/" + each.name + ".list", each.list());
      layer.text(each.documentation(), each.copyright());
    }
  }

  private String stanza() {
    return """
    Package: %s
    Status: install ok installed
    Priority: optional
    Section: misc
    Maintainer: Tests <tests@imagescan.test>
    Architecture: amd64
    Version: %s
    Description: A package
     of which no more is told.
    """
        .formatted(name, version);
  }

  private String documentation() {
    return "usr/share/doc/" + name + "/copyright";
  }

  private String list() {
    var text = new StringBuilder("/.\n/").append(documentation()).append('\n');
    files.forEach(file -> text.append('/').append(file).append('\n'));
    return text.toString();
  }

  private String copyright() {
    return """
    Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

    Files: *
    Copyright: 2026 Tests
    License: %s
    """
        .formatted(license);
  }
}
