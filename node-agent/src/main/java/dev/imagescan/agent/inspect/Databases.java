package dev.imagescan.agent.inspect;

import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;

/** Where the package databases are, as against a container's mounts. */
final class Databases {

  private Databases() {}

  /** Whether a mount other than the root holds or covers a package database, or a part of one. */
  static boolean isUnder(MountTable table) {
    return table.truncated()
        || table.mounts().stream().map(Mount::mountPoint).anyMatch(Databases::touches);
  }

  private static boolean touches(String mountPoint) {
    String directory = mountPoint.replaceFirst("^/", "") + "/";
    return !mountPoint.equals("/")
        && mountPoint.startsWith("/")
        && RootInspector.databases().stream()
            .map(database -> database + "/")
            .anyMatch(database -> database.startsWith(directory) || directory.startsWith(database));
  }
}
