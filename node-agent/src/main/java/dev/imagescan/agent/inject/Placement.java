package dev.imagescan.agent.inject;

import java.util.Arrays;

/**
 * Where and how a mount is to be put.
 *
 * @param mountPath absolute, as the container sees it; without '.', '..', empty names and a slash
 *     at its end
 * @param readOnly whether the container may only read it, the mounts below it included
 * @param makeMountPoint whether a mount point that is missing is made, with the directories above
 *     it
 * @param share whether it comes from a container of the same pod, so that files have the right
 *     owners as they are
 */
public record Placement(String mountPath, boolean readOnly, boolean makeMountPoint, boolean share) {

  private static final int LONGEST = 4000;

  /** Refuses what is not in that form. */
  public Placement {
    requireNormal(mountPath);
  }

  static void requireNormal(String path) {
    boolean normal =
        path.startsWith("/")
            && path.length() <= LONGEST
            && path.indexOf('\0') < 0
            && Arrays.stream(path.substring(1).split("/", -1))
                .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    if (!normal && !path.equals("/")) {
      throw new IllegalArgumentException(
          "a mount point is an absolute path without '.', '..' and empty names");
    }
  }
}
