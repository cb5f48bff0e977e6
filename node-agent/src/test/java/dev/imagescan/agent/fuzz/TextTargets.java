package dev.imagescan.agent.fuzz;

import dev.imagescan.agent.distribution.OsRelease;
import dev.imagescan.agent.image.ImageDocument;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.layers.OverlayShapes;
import dev.imagescan.agent.licenses.DebianParser;
import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.KnownTexts;
import dev.imagescan.agent.licenses.LicenseFile;
import dev.imagescan.agent.licenses.LicenseNames;
import dev.imagescan.agent.licenses.SpdxParser;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.process.CgroupShapes;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Licences, and all else that a container may write and we read. */
final class TextTargets {

  private TextTargets() {}

  static List<Target> all() {
    return List.of(
        text("license-spdx", SpdxParser::parse),
        text("license-debian", text -> DebianParser.parse(text, LicenseNames::named)),
        text("license-declared", TextTargets::declared),
        text("license-file", LicenseFile::read),
        text("license-text", KnownTexts::match),
        text("mountinfo", text -> text.lines().map(Mount::parse).toList()),
        text("overlay-options", OverlayShapes::parse),
        text("cgroup", CgroupShapes::owners),
        new Target("stat", List.of(), CgroupShapes::stat),
        new Target("image-document", List.of(), TextTargets::document),
        new Target("os-release", List.of(), TextTargets::distribution));
  }

  private static Target text(String name, Function<String, Object> parser) {
    return new Target(
        name, List.of(), input -> parser.apply(new String(input, StandardCharsets.ISO_8859_1)));
  }

  private static Object declared(String text) {
    String[] parts = text.split(Files.BETWEEN);
    return List.of(
        DeclaredLicense.spdx(text),
        DeclaredLicense.fedora(text),
        DeclaredLicense.name(text),
        DeclaredLicense.url(text),
        DeclaredLicense.anything(text),
        DeclaredLicense.nameAndUrl(text, text),
        DeclaredLicense.python(null, text, List.of(parts)),
        DeclaredLicense.anyOf(List.of(parts)),
        DeclaredLicense.allOf(List.of(parts)));
  }

  private static Object document(byte[] input) {
    try {
      return ImageDocument.parse(input);
    } catch (ImageFormatException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object distribution(byte[] input) {
    try {
      return OsRelease.read(Files.root(input, "etc/os-release"));
    } catch (UnreadableException e) {
      return Optional.of(e.why());
    }
  }
}
