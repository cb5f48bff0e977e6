package dev.imagescan.agent.packages.java;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place in a repository of Maven's layout, {@code
 * group/with/slashes/artifact/version/artifact-version.jar}, or in Gradle's cache of one.
 *
 * @param root the repository's directory, empty in a Gradle cache, where files lie otherwise
 */
record RepositoryPath(String root, Coordinates coordinates) {

  /** Directories that repositories are, or lie right below. */
  private static final Set<String> ROOTS = Set.of("repository", "maven2", "maven-repo");

  private static final String GRADLE = "files-2.1";

  /** The place that a path is, if it has the form of one. */
  static Optional<RepositoryPath> of(String path) {
    List<String> names = List.of(path.split("/"));
    int last = names.size() - 1;
    if (last >= 5 && names.get(last - 5).equals(GRADLE)) {
      return place("", names.get(last - 4), names.get(last - 3), names.get(last - 2), names);
    }
    int root = last - 1;
    while (root >= 0 && !ROOTS.contains(names.get(root))) {
      root--;
    }
    if (root < 0 || last - root < 4) {
      return Optional.empty();
    }
    String group = String.join(".", names.subList(root + 1, last - 2));
    String directory = String.join("/", names.subList(0, root + 1));
    return place(directory, group, names.get(last - 2), names.get(last - 1), names);
  }

  private static Optional<RepositoryPath> place(
      String root, String group, String artifact, String version, List<String> names) {
    // Snapshots have a time in the place of the word.
    String beginning = artifact + "-" + version.replace("-SNAPSHOT", "-");
    return names.getLast().startsWith(beginning)
        ? Coordinates.of(group, artifact, version)
            .filter(found -> !found.group().isEmpty() && hasDigit(version))
            .map(found -> new RepositoryPath(root, found))
        : Optional.empty();
  }

  /** Debian has files at the version "debian" besides, whichever they are of. */
  private static boolean hasDigit(String version) {
    return version.chars().anyMatch(Character::isDigit);
  }

  /** Where the same repository has an artifact's pom.xml; empty when the layout does not tell. */
  Optional<String> pomOf(Coordinates other) {
    String file = other.artifact() + "-" + other.version() + ".pom";
    String directory =
        String.join("/", root, other.group().replace('.', '/'), other.artifact(), other.version());
    return root.isEmpty() ? Optional.empty() : Optional.of(directory + "/" + file);
  }
}
