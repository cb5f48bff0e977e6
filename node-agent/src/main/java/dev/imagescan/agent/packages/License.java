package dev.imagescan.agent.packages;

import java.util.Objects;

/**
 * What is known of a package's licence.
 *
 * @param expression an SPDX licence expression, or NOASSERTION
 * @param evidence where it comes from
 */
public record License(String expression, Evidence evidence) {

  /** SPDX's word for a licence that is not known. */
  public static final String NOASSERTION = "NOASSERTION";

  /** Nothing is known. */
  public static final License UNKNOWN = new License(NOASSERTION, Evidence.NONE);

  /** Where a licence comes from, the strongest first. */
  public enum Evidence {
    /** A field of the package's own metadata. */
    DECLARED,
    /** A machine-readable licence file, such as a DEP-5 copyright file. */
    FILE,
    /** A licence's text or a reference to one, in a file for people. */
    TEXT,
    /** None. */
    NONE
  }

  /** Both are there. */
  public License {
    Objects.requireNonNull(expression);
    Objects.requireNonNull(evidence);
  }

  /** Whether a licence is known. */
  public boolean known() {
    return !NOASSERTION.equals(expression);
  }
}
