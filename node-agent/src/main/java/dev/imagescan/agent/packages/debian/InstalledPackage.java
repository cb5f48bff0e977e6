package dev.imagescan.agent.packages.debian;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A package as the status file describes it.
 *
 * @param source the source package's name if it differs, or null
 */
record InstalledPackage(String name, String version, String architecture, String source) {

  /** The fields that this takes from a stanza. */
  static final Set<String> FIELDS =
      Set.of("package", "status", "version", "architecture", "source");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._~-]{0,254}");
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9-]{1,32}");

  /** A source package's name, and its version in brackets if that differs. */
  private static final Pattern SOURCE = Pattern.compile("(" + NAME + ")(?: \\([!-~]+\\))?");

  /** The states in which none of the package's files is there but perhaps its configuration. */
  private static final Set<String> GONE = Set.of("not-installed", "config-files");

  /**
   * Whether the stanza is of a package that is there, wholly or, after a failed installation, in
   * part. This is what {@code dpkg-query -W} lists, less the removed packages whose configuration
   * files were left behind.
   *
   * @param stateIsOptional whether a stanza without a Status counts, as in status.d
   */
  static boolean isThere(Map<String, String> stanza, boolean stateIsOptional) {
    String status = stanza.get("status");
    if (status == null) {
      return stateIsOptional && stanza.containsKey("package");
    }
    String[] words = status.split("\\s+");
    return words.length == 3 && !GONE.contains(words[2]) && stanza.containsKey("version");
  }

  /** The package, or empty when its name or version is not one. */
  static Optional<InstalledPackage> of(Map<String, String> stanza) {
    String name = stanza.getOrDefault("package", "");
    String version = stanza.getOrDefault("version", "");
    String architecture = stanza.getOrDefault("architecture", "");
    if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
      return Optional.empty();
    }
    Matcher source = SOURCE.matcher(stanza.getOrDefault("source", ""));
    boolean named = source.matches() && !source.group(1).equals(name);
    return Optional.of(
        new InstalledPackage(
            name,
            version,
            ARCHITECTURE.matcher(architecture).matches() ? architecture : null,
            named ? source.group(1) : null));
  }
}
