package dev.imagescan.api.v1alpha1;

/** The names that every kind of this API shares. */
public final class Api {

  /** The API group. */
  public static final String GROUP = "imagescan.dev";

  /** The version of the API. */
  public static final String VERSION = "v1alpha1";

  private Api() {}
}
