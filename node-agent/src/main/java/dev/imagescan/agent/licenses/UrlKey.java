package dev.imagescan.agent.licenses;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What stays of an address when the ways to write it are taken away: scheme, "www.", case, query,
 * file ending.
 */
final class UrlKey {

  private static final int MAX_LENGTH = 500;

  private static final Pattern START =
      Pattern.compile("^(?:https?:)?//(?:www\\.)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern QUERY = Pattern.compile("[?#].*$");
  private static final Pattern ENDING =
      Pattern.compile("(?:/|/index|/legalcode|/deed)?(?:\\.(?:html?|txt|php|md|aspx))?/?$");

  private UrlKey() {}

  /** The key; empty when the text is no address of a page. */
  static String of(String url) {
    String stripped = url.strip();
    if (stripped.length() > MAX_LENGTH || !START.matcher(stripped).find()) {
      return "";
    }
    String address = QUERY.matcher(START.matcher(stripped).replaceFirst("")).replaceFirst("");
    return ENDING.matcher(address.toLowerCase(Locale.ROOT)).replaceFirst("");
  }
}
