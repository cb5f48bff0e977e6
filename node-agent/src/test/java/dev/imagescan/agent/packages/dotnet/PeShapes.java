package dev.imagescan.agent.packages.dotnet;

import java.util.Map;

/** Gives what is written here to other packages. */
public final class PeShapes {

  private PeShapes() {}

  /** A small library. */
  public static byte[] library() {
    return Pe.library(
        true,
        Map.of("FileVersion", "1.2.3.4", "ProductVersion", "1.2.3+a", "InternalName", "a.dll"));
  }
}
