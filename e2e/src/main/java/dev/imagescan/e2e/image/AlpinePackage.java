package dev.imagescan.e2e.image;

import dev.imagescan.e2e.image.ImageArchive.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A package as apk records it in {@code lib/apk/db/installed}.
 *
 * @param name its name
 * @param version with the release, as in {@code 1.2.5-r9}
 * @param license an SPDX expression
 * @param origin the source package that it was built from
 * @param description one line
 * @param files absolute paths without the leading slash, each directory's files together
 */
public record AlpinePackage(
    String name,
    String version,
    String license,
    String origin,
    String description,
    List<String> files) {

  /** What an image of a current Alpine release holds, as far as a scan can tell. */
  public static final List<AlpinePackage> TYPICAL =
      List.of(
          of(
              "alpine-baselayout",
              "3.6.8-r1",
              "GPL-2.0-only",
              "alpine-baselayout",
              "Directory structure",
              "etc/fstab"),
          of(
              "alpine-keys",
              "2.5-r0",
              "MIT",
              "alpine-keys",
              "Public keys of the distribution",
              "etc/apk/keys/one.pub"),
          of(
              "alpine-release",
              "3.21.3-r0",
              "MIT",
              "alpine-base",
              "Release of the distribution",
              "etc/alpine-release"),
          of("apk-tools", "2.14.6-r3", "GPL-2.0-only", "apk-tools", "Package manager", "sbin/apk"),
          of(
              "busybox",
              "1.37.0-r12",
              "GPL-2.0-only",
              "busybox",
              "Many small programs in one",
              "bin/busybox"),
          of(
              "busybox-binsh",
              "1.37.0-r12",
              "GPL-2.0-only",
              "busybox",
              "/bin/sh by busybox",
              "bin/sh"),
          of(
              "ca-certificates-bundle",
              "20241121-r1",
              "MPL-2.0 AND MIT",
              "ca-certificates",
              "CAs",
              "etc/ssl/cert.pem"),
          of(
              "libcrypto3",
              "3.3.3-r0",
              "Apache-2.0",
              "openssl",
              "Crypto library of OpenSSL",
              "usr/lib/libcrypto.so.3"),
          of(
              "libssl3",
              "3.3.3-r0",
              "Apache-2.0",
              "openssl",
              "TLS library of OpenSSL",
              "usr/lib/libssl.so.3"),
          of("musl", "1.2.5-r9", "MIT", "musl", "The C library", "lib/ld-musl-x86_64.so.1"),
          of(
              "musl-utils",
              "1.2.5-r9",
              "MIT AND BSD-2-Clause AND GPL-2.0-or-later",
              "musl",
              "Tools",
              "usr/bin/ldd"),
          of(
              "scanelf",
              "1.3.8-r1",
              "GPL-2.0-only",
              "pax-utils",
              "Scans ELF files",
              "usr/bin/scanelf"),
          of(
              "ssl_client",
              "1.37.0-r12",
              "GPL-2.0-only",
              "busybox",
              "TLS client of wget",
              "usr/bin/ssl_client"),
          of("zlib", "1.3.1-r2", "Zlib", "zlib", "Compression library", "usr/lib/libz.so.1"));

  private static AlpinePackage of(
      String name, String version, String license, String origin, String description, String file) {
    return new AlpinePackage(name, version, license, origin, description, List.of(file));
  }

  /** A package of which nothing but its name and licence matters. */
  public static AlpinePackage of(String name, String license) {
    return of(name, "1.0-r0", license, name, "A package", "usr/share/" + name + "/README");
  }

  /** A layer in which {@code apk add} left a database of these packages. */
  static Layer layer(Path work, String added, List<AlpinePackage> packages) throws IOException {
    Path file = work.resolve(added + ".tar");
    try (var layer = new LayerTar(file)) {
      layer
          .directories("lib", "lib/apk", "lib/apk/db")
          .text("lib/apk/db/installed", database(packages));
    }
    return new Layer(file, "RUN apk add " + added);
  }

  /** The text of a database that holds {@code packages}. */
  static String database(List<AlpinePackage> packages) {
    return packages.stream().map(AlpinePackage::entry).collect(Collectors.joining());
  }

  /** What a database holds about it, an empty line at the end included. */
  public String entry() {
    var text = new StringBuilder();
    text.append("C:Q1").append("A".repeat(27)).append("=\n");
    text.append(
        "P:%s\nV:%s\nA:x86_64\nS:4096\nI:8192\nT:%s\n".formatted(name, version, description));
    text.append(
        "U:https://alpinelinux.org\nL:%s\no:%s\nm:Tests <tests@imagescan.test>\n"
            .formatted(license, origin));
    text.append("t:1767225600\nc:%s\n".formatted("0".repeat(40)));
    for (String file : files) {
      int slash = file.lastIndexOf('/');
      text.append(
          "F:%s\nR:%s\na:0:0:755\n".formatted(file.substring(0, slash), file.substring(slash + 1)));
    }
    return text.append('\n').toString();
  }
}
