package dev.imagescan.operator.license;

import java.util.Locale;

/**
 * One licence of an expression. SPDX ids are the same in any case.
 *
 * @param id an id of the SPDX list, perhaps with a {@code +} behind it, a LicenseRef, or {@code
 *     NOASSERTION}
 * @param exception an exception's id, or null
 */
record License(String id, String exception) {

  /** That nothing is known. */
  static final License UNKNOWN = new License("NOASSERTION", null);

  private static final String LATER = "+";

  boolean unknown() {
    return id.equalsIgnoreCase(UNKNOWN.id);
  }

  /** The id without the {@code +} that offers later versions as well, in lower case. */
  String offered() {
    String lower = id.toLowerCase(Locale.ROOT);
    return lower.endsWith(LATER) ? lower.substring(0, lower.length() - LATER.length()) : lower;
  }

  @Override
  public String toString() {
    return exception == null ? id : id + " WITH " + exception;
  }
}
