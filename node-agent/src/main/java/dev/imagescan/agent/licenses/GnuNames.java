package dev.imagescan.agent.licenses;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the GNU licences, which have more spellings than a table should hold. */
final class GnuNames {

  private static final Pattern NAME =
      Pattern.compile(
          "(?:(?:fsf|gnu) )*(?:(?<kind>lesser|library(?: or lesser)?|affero)(?: gnu)? )?"
              + "(?:general public|(?<short>[al]?)gpl)(?: gnu)?(?: (?<again>[al]?)gpl)?"
              + " ?v?(?<number>[1-3](?:\\.1)?)?(?<later> ?\\+| only)?"
              + "(?: (?<short2>[al]?)gpl ?v?(?<number2>[1-3](?:\\.1)?)?(?:\\.0)?(?<later2> ?\\+)?)?");

  private static final Pattern DOCUMENTATION =
      Pattern.compile(
          "(?:gnu )?(?:free documentation|fdl|gfdl)(?: fdl| gfdl)?"
              + " ?v?(?<number>1\\.[1-3])?(?<later> ?\\+| only)?");

  private GnuNames() {}

  /**
   * The licence that a key of {@link NameKey} means. Without a version it is a LicenseRef; without
   * a word on later versions it is that version only.
   */
  static Optional<LicenseExpression> find(String key) {
    Matcher name = NAME.matcher(key);
    if (name.matches()) {
      return contradicts(name) ? Optional.empty() : Optional.of(license(family(name), name));
    }
    Matcher documentation = DOCUMENTATION.matcher(key);
    return documentation.matches() ? Optional.of(license("GFDL", documentation)) : Optional.empty();
  }

  private static String family(Matcher name) {
    String kind = name.group("kind");
    if (kind != null) {
      return kind.startsWith("l") ? "LGPL" : "AGPL";
    }
    String letter = name.group("short");
    return letter == null ? "GPL" : letter.toUpperCase(Locale.ROOT) + "GPL";
  }

  /** Whether the short name behind the long one is another licence's. */
  private static boolean contradicts(Matcher name) {
    return differs(family(name), name.group("again"))
        || differs(family(name), name.group("short2"))
        || differs(name.group("number"), name.group("number2"), "")
        || name.group("number2") != null
            && (name.group("later") == null) != (name.group("later2") == null)
            && !" only".equals(name.group("later"));
  }

  private static boolean differs(String family, String letter) {
    return letter != null && !family.equalsIgnoreCase(letter + "GPL");
  }

  private static boolean differs(String number, String again, String none) {
    return again != null && !again.equals(number == null ? none : number);
  }

  private static LicenseExpression license(String family, Matcher name) {
    String number = name.group("number");
    String later = name.group("later");
    if (number == null) {
      return later == null || !family.equals("GPL")
          ? LicenseExpression.of("LicenseRef-" + family + (later == null ? "" : "-plus"))
          : LicenseExpression.of("GPL-1.0-or-later");
    }
    String id = family + "-" + (number.contains(".") ? number : number + ".0");
    boolean orLater = later != null && !" only".equals(later);
    String whole = id + (orLater ? "-or-later" : "-only");
    return SpdxList.license(whole)
        .map(LicenseExpression::of)
        .orElseGet(() -> LicenseExpression.of(LicenseNames.ref(whole)));
  }
}
