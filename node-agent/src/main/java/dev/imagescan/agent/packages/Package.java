package dev.imagescan.agent.packages;

import java.util.Comparator;
import java.util.Objects;

/**
 * One installed package.
 *
 * @param type the package URL's type
 * @param name its name
 * @param version its version, in the package manager's own writing, epoch included
 * @param architecture its architecture as the package manager names it, or null
 * @param source the source package that it was built from, when named otherwise, or null
 * @param license what is known of its licence
 */
public record Package(
    PackageType type,
    String name,
    String version,
    String architecture,
    String source,
    License license) {

  /** By type, name, version and architecture: the order of every list of packages. */
  public static final Comparator<Package> ORDER =
      Comparator.comparing(Package::type)
          .thenComparing(Package::name)
          .thenComparing(Package::version)
          .thenComparing(Package::architecture, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** Name and version are there. */
  public Package {
    Objects.requireNonNull(type);
    Objects.requireNonNull(license);
    if (name.isEmpty() || version.isEmpty()) {
      throw new IllegalArgumentException("a package has a name and a version");
    }
  }
}
