package dev.imagescan.agent.packages;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  private static final Pattern OPERATORS = Pattern.compile(" (?:AND|OR) ");
  private static final Pattern BRACKETS = Pattern.compile("[()]");

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

  /** The licences that the expression names, each once: without exceptions, or NOASSERTION. */
  public Stream<String> ids() {
    return OPERATORS
        .splitAsStream(expression)
        .map(part -> BRACKETS.matcher(part).replaceAll("").strip().split(" ")[0])
        .distinct();
  }

  /** Whether a licence is known. */
  public boolean known() {
    return !NOASSERTION.equals(expression);
  }
}
