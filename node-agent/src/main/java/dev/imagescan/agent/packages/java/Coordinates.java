package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.Package;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Maven repositories know an artifact by.
 *
 * @param group empty when it is not known
 */
record Coordinates(String group, String artifact, String version) {

  /** What repositories take as a group or an artifact. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");

  /** No blanks, and no property that was not replaced. */
  private static final Pattern VERSION = Pattern.compile("[!-~&&[^/\\\\:\"<>|?*\\[\\](){},$]]+");

  /** The longest group or artifact; with a colon between them they are a name. */
  private static final int MAX_ID = (Package.MAX_LENGTH - 1) / 2;

  /** The coordinates of these names, if they can be some; the group may be null or empty. */
  static Optional<Coordinates> of(String group, String artifact, String version) {
    String known = isId(group) ? group : "";
    return isId(artifact) && isVersion(version)
        ? Optional.of(new Coordinates(known, artifact, version))
        : Optional.empty();
  }

  static boolean isId(String text) {
    return text != null && text.length() <= MAX_ID && ID.matcher(text).matches();
  }

  static boolean isVersion(String text) {
    return text != null && text.length() <= MAX_ID && VERSION.matcher(text).matches();
  }

  /** Group and artifact; a colon at the beginning says that no group is known. */
  String name() {
    return group + ":" + artifact;
  }

  /** The same in a group. */
  Coordinates in(String other) {
    return new Coordinates(other, artifact, version);
  }
}
