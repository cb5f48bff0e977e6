package dev.imagescan.agent.containment;

import java.util.Arrays;

/** Explains the names of walls that reports have. */
public final class WallNames {

  private WallNames() {}

  /** What a wall is, for people; the name itself when this version does not know it. */
  public static String sentence(String id) {
    return Arrays.stream(Wall.values())
        .filter(wall -> wall.id().equals(id))
        .map(Wall::sentence)
        .findFirst()
        .orElse(id);
  }
}
