package dev.imagescan.agent.packages.java;

import java.util.Optional;
import java.util.Set;

/**
 * The group of an artifact whose archive does not say it outright: known ones, and what manifests
 * tell for certain. A guess that is wrong names another artifact, so where there is doubt there is
 * no group.
 */
final class Groups {

  /** Vendors that put their own name in the place of a group. */
  private static final Set<String> VENDORS =
      Set.of("org.apache", "com.sun", "org.eclipse", "com.oracle", "com.ibm", "org.jboss");

  private Groups() {}

  /** The group, or an empty text. */
  static String of(Coordinates found, Manifest manifest) {
    return KnownGroups.of(found.artifact(), found.version())
        .or(() -> IvyTitle.of(manifest.get("Implementation-Title")).map(Coordinates::group))
        .or(() -> vendor(manifest.get("Implementation-Vendor-Id")))
        .or(() -> before(found.artifact(), manifest.symbolicName()))
        .or(() -> before(found.artifact(), manifest.get("Automatic-Module-Name")))
        .orElse("");
  }

  /** Maven's archiver writes the group there. */
  private static Optional<String> vendor(String id) {
    return Coordinates.isId(id) && id.indexOf('.') > 0 && !VENDORS.contains(id)
        ? Optional.of(id)
        : Optional.empty();
  }

  /**
   * The group that, with the artifact behind it, is the whole name. An artifact of one word proves
   * nothing: the name may as well be the group alone.
   */
  private static Optional<String> before(String artifact, String name) {
    int length = name.length() - artifact.length() - 1;
    boolean behind = length > 0 && name.endsWith(artifact) && name.charAt(length) == '.';
    return behind && artifact.indexOf('-') > 0 && Coordinates.isId(name)
        ? Optional.of(name.substring(0, length))
        : Optional.empty();
  }
}
