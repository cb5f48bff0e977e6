package dev.imagescan.agent.packages.npm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a package lies in one of Yarn's archives.
 *
 * @param archive the archive's path, relative to the root
 * @param packageJson the name of the package's package.json in the archive
 */
record PackedLocation(String archive, String packageJson) {

  private static final Pattern LINE =
      Pattern.compile(
          "\\s*+\"packageLocation\":\\s*+\"(?<location>[A-Za-z0-9@._/+~-]{1,1300}+)\",?\\s*+\\\\?\\s*+");

  private static final String ARCHIVE = ".zip";

  /** One package in several places of the tree of dependencies has a folder that is not there. */
  private static final Pattern VIRTUAL =
      Pattern.compile(
          "(?<before>.*/)?(?:__virtual__|\\$\\$virtual)/[^/]+/(?<up>[0-9]{1,2})/(?<after>.*)");

  /** The location that a line names, if it names one in an archive. */
  static Optional<PackedLocation> in(String line, String directory) {
    Matcher named = LINE.matcher(line);
    String location = named.matches() ? named.group("location") : "";
    int end = location.indexOf(ARCHIVE + "/node_modules/") + ARCHIVE.length();
    if (end < ARCHIVE.length()) {
      return Optional.empty();
    }
    String path = directory + "/" + location.substring(0, end);
    Matcher virtual = VIRTUAL.matcher(path);
    if (virtual.matches()) {
      path =
          virtual.group("before")
              + "../".repeat(Integer.parseInt(virtual.group("up")))
              + virtual.group("after");
    }
    String folder = location.substring(end + 1) + (location.endsWith("/") ? "" : "/");
    return Optional.of(new PackedLocation(normalized(path), folder + "package.json"));
  }

  /** Without '.' and '..', so that one archive has one path. */
  private static String normalized(String path) {
    StringBuilder normal = new StringBuilder();
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        normal.setLength(Math.max(normal.lastIndexOf("/"), 0));
      } else if (!name.isEmpty() && !name.equals(".")) {
        normal.append(normal.isEmpty() ? "" : "/").append(name);
      }
    }
    return normal.toString();
  }
}
