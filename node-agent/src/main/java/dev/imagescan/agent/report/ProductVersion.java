package dev.imagescan.agent.report;

import java.util.Objects;

/** This program's version, from its jar's manifest. */
public final class ProductVersion {

  /** The version, or "development" when the classes do not come from a jar. */
  public static final String TEXT =
      Objects.requireNonNullElse(
          ProductVersion.class.getPackage().getImplementationVersion(), "development");

  private ProductVersion() {}
}
