package dev.imagescan.agent.packages.java;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an archive itself is, as opposed to what is shaded into it. In this order: what Maven noted
 * down, when it fits the file's name; the place in a repository; the name that repositories give
 * files, of which the version is more often right than the manifest's; the manifest; the rest of
 * the name.
 */
final class OwnIdentity {

  /** Names of products are no artifacts: those are in lower case, with hyphens. */
  private static final Pattern ARTIFACT = Pattern.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*");

  /** Archives beside the artifact that do not hold it. */
  private static final Pattern NOT_ITSELF = Pattern.compile(".*-(?:sources|javadoc|javadocs)");

  /** A word behind the version that is a classifier if the manifest has the version without it. */
  private static final Pattern WORD = Pattern.compile("-[A-Za-z][\\w-]*");

  private static final String[] VERSIONS = {
    "Implementation-Version", "Specification-Version", "Plugin-Version", "Bundle-Version"
  };

  /** Where a manifest says what it belongs to. */
  private static final String[] NAMES = {
    "Implementation-Title",
    "Implementation-Version",
    "Specification-Title",
    "Bundle-SymbolicName",
    "Automatic-Module-Name"
  };

  /** Words that versions end with although manifests leave them out. */
  private static final Set<String> OF_VERSION =
      Set.of("jre", "android", "snapshot", "final", "release", "ga", "incubating");

  private OwnIdentity() {}

  /**
   * What an archive is, if that can be told.
   *
   * @param poms what Maven noted down in it about itself and about what is shaded into it
   * @param place what its place in a repository says
   */
  static Optional<Coordinates> of(
      FileName file, Manifest manifest, List<Pom> poms, Optional<Coordinates> place) {
    List<Coordinates> built = poms.stream().map(Pom::coordinates).toList();
    return among(built, file)
        .or(() -> place)
        .or(() -> only(built, file, manifest))
        .or(() -> otherwise(file, manifest));
  }

  /**
   * The only artifact in an archive is the archive itself when its version is in the file's name,
   * or when the manifest agrees: app.jar may be anything.
   */
  private static Optional<Coordinates> only(
      List<Coordinates> built, FileName file, Manifest manifest) {
    if (built.size() != 1) {
      return Optional.empty();
    }
    Coordinates one = built.getFirst();
    boolean sameVersion =
        file.hasVersion()
            ? startsWith(file.version(), one.version())
            : Stream.of(VERSIONS).map(manifest::get).anyMatch(one.version()::equals);
    boolean sameName =
        manifest.get("Implementation-Title").equals(one.artifact())
            || manifest.symbolicName().endsWith(one.artifact());
    boolean silent = !file.hasVersion() && manifest.first(NAMES).isEmpty();
    return sameVersion || sameName || silent ? Optional.of(one) : Optional.empty();
  }

  /** The one of several artifacts that an archive of this name is. */
  static Optional<Coordinates> among(List<Coordinates> candidates, FileName file) {
    return candidates.stream()
        .filter(each -> fit(each, file) > 0)
        .max(
            Comparator.comparingInt((Coordinates each) -> fit(each, file))
                .thenComparing(each -> each.artifact().length()));
  }

  /** How well an artifact fits the name of the file that it may be in; 0 is not at all. */
  private static int fit(Coordinates coordinates, FileName file) {
    String artifact = coordinates.artifact();
    String stem = file.stem();
    if (stem.equals(artifact) || startsWith(stem, artifact + "-" + coordinates.version())) {
      return 4;
    }
    if (artifact.equals(file.artifact())) {
      return 3;
    }
    String grouped = coordinates.group() + "." + artifact;
    if (grouped.equals(file.artifact())) {
      return 2;
    }
    boolean similar = artifact.startsWith(file.artifact()) || file.artifact().endsWith(artifact);
    return similar && !file.artifact().isEmpty() ? 1 : 0;
  }

  private static boolean startsWith(String stem, String beginning) {
    return stem.equals(beginning) || stem.startsWith(beginning + "-");
  }

  /** By name and manifest alone, when Maven noted nothing down; empty without a version. */
  static Optional<Coordinates> otherwise(FileName file, Manifest manifest) {
    if (NOT_ITSELF.matcher(file.stem()).matches()) {
      return Optional.empty();
    }
    Optional<Coordinates> named = IvyTitle.of(manifest.get("Implementation-Title"));
    if (named.isPresent() && !file.hasVersion()) {
      return named;
    }
    String title = manifest.get("Implementation-Title");
    String artifact =
        !file.hasVersion() && ARTIFACT.matcher(title).matches() ? title : file.artifact();
    String version = version(file, manifest);
    return symbolic(artifact, version, manifest)
        .or(
            () ->
                Coordinates.of(null, artifact, version)
                    .map(found -> found.in(Groups.of(found, manifest))));
  }

  /** A file that is named as its bundle is: the group, and behind it an artifact of many words. */
  private static Optional<Coordinates> symbolic(String name, String version, Manifest manifest) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && name.indexOf('-') > dot && name.equals(manifest.symbolicName())
        ? Coordinates.of(name.substring(0, dot), name.substring(dot + 1), version)
        : Optional.empty();
  }

  private static String version(FileName file, Manifest manifest) {
    List<String> stated =
        Stream.of(VERSIONS)
            .map(manifest::get)
            .map(value -> value.replace("\"", ""))
            .filter(OwnIdentity::isVersion)
            .toList();
    if (!file.hasVersion()) {
      return stated.isEmpty() ? "" : stated.getFirst();
    }
    return stated.stream()
        .filter(each -> file.version().startsWith(each))
        .filter(each -> isClassifier(file.version().substring(each.length())))
        .findFirst()
        .orElse(file.version());
  }

  private static boolean isVersion(String value) {
    return Coordinates.isVersion(value) && value.chars().anyMatch(Character::isDigit);
  }

  private static boolean isClassifier(String rest) {
    String word = rest.isEmpty() ? "" : rest.substring(1).toLowerCase(Locale.ROOT);
    return WORD.matcher(rest).matches()
        && !OF_VERSION.contains(word)
        && !word.matches("(?:alpha|beta|rc|cr|m|b|sp|ea|pre)[-.\\d]*");
  }
}
