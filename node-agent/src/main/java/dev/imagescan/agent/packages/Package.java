package dev.imagescan.agent.packages;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * One installed package.
 *
 * @param type the package URL's type
 * @param name its full name in its ecosystem: {@code @scope/name} for npm, {@code group:artifact}
 *     for Maven, {@code vendor/name} for Composer, {@code category/name} for Portage
 * @param version its version, in the package manager's own writing, epoch included
 * @param architecture its architecture as the package manager names it, or null
 * @param source the source package that it was built from, when named otherwise, or null
 * @param license what is known of its licence
 * @param path the file that tells about it, relative to the root; empty when it was not said
 * @param layer the layer that brought it or last changed it, 0 for the image's lowest; -1 where
 *     layers are not told apart
 * @param also the same software as another ecosystem knows it: the Python project that a Debian
 *     package installs
 */
public record Package(
    PackageType type,
    String name,
    String version,
    String architecture,
    String source,
    License license,
    String path,
    int layer,
    List<Package> also) {

  /** The longest name or version of an honest package. */
  public static final int MAX_LENGTH = 255;

  /** By type, name, version and architecture, then by place: the order of every list. */
  public static final Comparator<Package> ORDER =
      Comparator.comparing(Package::type)
          .thenComparing(Package::name)
          .thenComparing(Package::version)
          .thenComparing(Package::architecture, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Package::path);

  /** Name and version are there, and can be shown. */
  public Package {
    Objects.requireNonNull(type);
    Objects.requireNonNull(license);
    Objects.requireNonNull(path);
    also = List.copyOf(also);
    if (!isPlain(name) || !isPlain(version)) {
      throw new IllegalArgumentException("a package has a name and a version");
    }
  }

  /** A package of which no more is known than what it is. */
  public static Package of(PackageType type, String name, String version) {
    return new Package(type, name, version, null, null, License.UNKNOWN, "", -1, List.of());
  }

  /** Whether a text can be a name or a version: not empty, not too long, and all to be seen. */
  public static boolean isPlain(String text) {
    return text != null
        && !text.isBlank()
        && text.length() <= MAX_LENGTH
        && text.codePoints().noneMatch(Package::isUnseen);
  }

  /** Control characters, those that turn the direction of a text, and halves of characters. */
  private static boolean isUnseen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** How many characters it consists of. */
  int length() {
    return name.length()
        + version.length()
        + (architecture == null ? 0 : architecture.length())
        + (source == null ? 0 : source.length())
        + license.expression().length()
        + path.length();
  }

  /** The same with its architecture; null when it is not known. */
  public Package architecture(String named) {
    return new Package(type, name, version, named, source, license, path, layer, also);
  }

  /** The same with its source package; null when that is not known or has the same name. */
  public Package source(String named) {
    return new Package(type, name, version, architecture, named, license, path, layer, also);
  }

  /** The same with what is known of its licence. */
  public Package license(License known) {
    return new Package(type, name, version, architecture, source, known, path, layer, also);
  }

  /** The same, found at another place. */
  public Package at(String place) {
    return new Package(type, name, version, architecture, source, license, place, layer, also);
  }

  /** The same, brought by a layer. */
  public Package inLayer(int number) {
    return new Package(type, name, version, architecture, source, license, path, number, also);
  }

  /** The same with what another ecosystem knows it as. */
  public Package also(List<Package> others) {
    return new Package(type, name, version, architecture, source, license, path, layer, others);
  }

  /** What makes it this package and no other, wherever it was found. */
  public Identity identity() {
    return new Identity(type, name, version, architecture);
  }

  /** Type, name, version and architecture. */
  public record Identity(PackageType type, String name, String version, String architecture) {}
}
