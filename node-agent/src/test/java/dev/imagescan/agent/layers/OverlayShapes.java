package dev.imagescan.agent.layers;

/** Gives what is read here to other packages. */
public final class OverlayShapes {

  private OverlayShapes() {}

  /** The directories that a mount's options tell. */
  public static Object parse(String options) {
    return OverlayOptions.parse(options);
  }
}
