package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.LicenseExpression.Single;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the name of a licence means: an id of the SPDX list, or one of the short names that
 * distributions use. A name that nobody knows becomes a LicenseRef, which says as much as the name
 * did and no more.
 */
public final class LicenseNames {

  private static final int MAX_REF_LENGTH = 80;

  /** No more of a name is looked at: what is cleaned away would have to be most of it. */
  private static final int MAX_NAME_LENGTH = 1000;

  private static final Pattern PLUS = Pattern.compile("\\+$");
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9.]+");
  private static final Pattern ENDS = Pattern.compile("^[-.]+|[-.]+$");

  /** Short names to expressions; the expressions are parsed when they are asked for. */
  private static final Map<String, String> SHORT_NAMES = Tables.byName("short-names.txt");

  private static final Map<String, String> EXCEPTION_NAMES = Tables.byName("exception-names.txt");

  private LicenseNames() {}

  /** The licence of this name, if the name is known. */
  public static Optional<LicenseExpression> find(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String expression = SHORT_NAMES.get(lower);
    if (expression != null) {
      return Optional.of(SpdxParser.parseKnown(expression));
    }
    if (name.endsWith("+")) {
      return SpdxList.license(name.substring(0, name.length() - 1))
          .map(id -> LicenseExpression.of(id + "+"));
    }
    return SpdxList.license(name).map(LicenseExpression::of);
  }

  /** The licence of this name, known or not. */
  public static LicenseExpression named(String name) {
    return find(name).orElseGet(() -> LicenseExpression.of(ref(name)));
  }

  /**
   * A licence with an exception, both by name. Where SPDX has no such exception, or more than one,
   * the two together become a LicenseRef.
   */
  public static LicenseExpression with(LicenseExpression license, String exception) {
    String words =
        exception
            .toLowerCase(Locale.ROOT)
            .replaceFirst("[ -]exceptions?$", "")
            .replaceAll("[ _-]+", "-");
    String id = EXCEPTION_NAMES.get(license.toString().toLowerCase(Locale.ROOT) + "/" + words);
    if (id == null) {
      id = EXCEPTION_NAMES.get(words);
    }
    if (id == null) {
      id = SpdxList.exception(exception).orElse(null);
    }
    if (id != null && license instanceof Single(String base, String none) && none == null) {
      return new Single(base, id);
    }
    String end = words.equals("exceptions") ? "" : "-exception";
    return LicenseExpression.of(ref(license + "-with-" + words + end));
  }

  /** A LicenseRef with this name in it, of the letters that SPDX allows. */
  static String ref(String name) {
    String bare = name.startsWith("LicenseRef-") ? name.substring("LicenseRef-".length()) : name;
    String some = bare.substring(0, Math.min(bare.length(), MAX_NAME_LENGTH));
    String allowed = NOT_ALLOWED.matcher(PLUS.matcher(some).replaceFirst("-plus")).replaceAll("-");
    String clean = ENDS.matcher(allowed).replaceAll("");
    String bounded =
        ENDS.matcher(clean.substring(0, Math.min(clean.length(), MAX_REF_LENGTH))).replaceAll("");
    return "LicenseRef-" + (bounded.isEmpty() ? "unnamed" : bounded);
  }
}
