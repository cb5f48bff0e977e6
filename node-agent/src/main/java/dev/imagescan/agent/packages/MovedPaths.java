package dev.imagescan.agent.packages;

import java.util.List;

/**
 * Makes one of the two names of a file: databases name it where it was before a distribution moved
 * its directory into usr, or where it is since.
 */
public final class MovedPaths {

  /** Distributions have moved these directories into usr, with links in their place. */
  private static final List<String> MOVED = List.of("bin/", "lib", "sbin/");

  private MovedPaths() {}

  /** The name that stands for both, with no slash before it. */
  public static String canonical(String path) {
    int start = path.startsWith("/") ? 1 : 0;
    int inUsr = path.startsWith("usr/", start) ? start + 4 : start;
    boolean moved = MOVED.stream().anyMatch(directory -> path.startsWith(directory, inUsr));
    int from = moved ? inUsr : start;
    return path.substring(path.startsWith("sbin/", from) ? from + 1 : from);
  }
}
