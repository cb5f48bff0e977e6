package dev.imagescan.agent.licenses;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What package metadata says of a licence, in the words of the SPDX list. Empty means that it says
 * nothing, or nothing that can be understood; then the licence is NOASSERTION. A name that no list
 * has becomes a LicenseRef, and so does one that may mean several licences ("BSD License"): {@link
 * LicenseExpression#listed} tells these apart, and whoever has a licence file as well may look
 * there.
 *
 * <p>All methods take any text, of any length, and never throw; they have no state.
 */
public final class DeclaredLicense {

  /** Longer texts are licences, not names. */
  private static final int MAX_NAME = 200;

  private static final int MAX_NAME_WORDS = 8;
  private static final int MAX_EXPRESSION = 4000;

  private static final Set<String> SAYS_NOTHING = Set.copyOf(Tables.lines("no-names.txt"));

  /** Words that point to a file, or belong to a sentence. */
  private static final Pattern POINTS_ELSEWHERE =
      Pattern.compile(
          "(?i)^(?:see|please|look|read|refer)\\b|\\blicen[sc]e(?:\\.(?:txt|md|rst))? file"
              + "|^licen[sc]e\\.(?:txt|md|rst|html)$|^copying|^file:|\\bin the\\b|^https?:");

  private static final Pattern LETTER = Pattern.compile("[A-Za-z]");
  private static final Pattern SLASH =
      Pattern.compile("(?<=[A-Za-z0-9.+)])\\s*/\\s*(?=[A-Za-z0-9(])");
  private static final Pattern BETWEEN_NAMES = Pattern.compile("[\\s,()]+");
  private static final Pattern OPERATOR = Pattern.compile("(?i)and|or|\\|");
  private static final Pattern CLASSIFIER =
      Pattern.compile("^License\\s*::\\s*(?:OSI Approved\\s*::\\s*)?(?<name>[^:].*)$");

  private DeclaredLicense() {}

  /**
   * An SPDX expression as npm, Cargo, Python, NuGet, apk and today's RPM write it, and what stands
   * in its place there: deprecated ids, ids in other cases, "MIT/Apache-2.0" for a choice, names
   * side by side when all hold, names of other forms.
   */
  public static Optional<LicenseExpression> spdx(String text) {
    return expression(text, KnownNames::find);
  }

  /**
   * An RPM's License field: Fedora's old short names, in which names have blanks and "and" and "or"
   * are words, or an SPDX expression.
   */
  public static Optional<LicenseExpression> fedora(String text) {
    return expression(text, KnownNames::findFedora);
  }

  private static Optional<LicenseExpression> expression(
      String text, Function<String, Optional<LicenseExpression>> names) {
    if (text.length() > MAX_EXPRESSION || saysNothing(text)) {
      return Optional.empty();
    }
    return listed(text)
        .or(() -> url(text))
        .or(() -> knownSideBySide(text))
        .or(() -> names.apply(text))
        .or(() -> NamesParser.parse(text, name -> names.apply(name).or(() -> other(name, names))));
  }

  /** A name that no table has; "with exceptions" behind a known one is the parser's. */
  private static Optional<LicenseExpression> other(
      String name, Function<String, Optional<LicenseExpression>> names) {
    int with = name.toLowerCase(Locale.ROOT).indexOf(" with ");
    return with >= 0 && names.apply(name.substring(0, with)).isPresent()
        ? Optional.empty()
        : unknown(name);
  }

  /** An expression of nothing but ids of the list; "MIT/X11" are two names of one licence. */
  private static Optional<LicenseExpression> listed(String text) {
    return SpdxParser.parse(text)
        .filter(LicenseExpression::listed)
        .or(
            () ->
                KnownNames.find(text)
                    .or(() -> SpdxParser.parse(SLASH.matcher(text).replaceAll(" OR ")))
                    .filter(LicenseExpression::listed));
  }

  /** "MIT BSD": short names, of which at least one may mean several licences. */
  private static Optional<LicenseExpression> knownSideBySide(String text) {
    boolean known =
        BETWEEN_NAMES
            .splitAsStream(text.strip())
            .allMatch(
                word ->
                    OPERATOR.matcher(word).matches()
                        || word.startsWith("LicenseRef-")
                        || LicenseNames.find(word).isPresent());
    return known ? SpdxParser.parse(text) : Optional.empty();
  }

  /**
   * A licence's name as people write it, such as "The Apache Software License, Version 2.0", or
   * names with "and" and "or" between them.
   */
  public static Optional<LicenseExpression> name(String name) {
    String stripped = name.length() > MAX_EXPRESSION ? "" : name.strip();
    if (saysNothing(stripped)) {
      return Optional.empty();
    }
    Optional<LicenseExpression> known =
        KnownNames.find(stripped).or(() -> NamesParser.parse(stripped, KnownNames::find));
    return known
        .filter(LicenseExpression::listed)
        .or(() -> listed(stripped))
        .or(() -> known)
        .or(() -> unknown(stripped));
  }

  /** An address of a licence's text; empty unless it is known to be one licence's. */
  public static Optional<LicenseExpression> url(String url) {
    return LicenseUrls.find(url);
  }

  /**
   * A name and an address for the same licence, either of which may be null or empty. The address
   * counts where the name alone does not tell the licence.
   */
  public static Optional<LicenseExpression> nameAndUrl(String name, String url) {
    Optional<LicenseExpression> byName = name == null ? Optional.empty() : name(name);
    if (byName.filter(LicenseExpression::listed).isPresent()) {
      return byName;
    }
    Optional<LicenseExpression> byUrl =
        Optional.ofNullable(url).or(() -> Optional.ofNullable(name)).flatMap(DeclaredLicense::url);
    return byUrl.isPresent() ? byUrl : byName;
  }

  /**
   * A field that may hold a name, an expression, an address, or a whole licence's text, as Python's
   * License does.
   */
  public static Optional<LicenseExpression> anything(String text) {
    String stripped = text.strip();
    if (stripped.length() <= MAX_NAME && stripped.indexOf('\n') < 0) {
      return nameAndUrl(stripped, null);
    }
    return LicenseFile.read(stripped);
  }

  /**
   * What a Python package's metadata says. A License-Expression decides; otherwise the License
   * field, where that names a licence of the list, and then the classifiers, which hold together:
   * how else they belong to each other is never said.
   *
   * @param expression the License-Expression field, or null
   * @param license the License field, or null
   * @param classifiers all Classifier fields
   */
  public static Optional<LicenseExpression> python(
      String expression, String license, List<String> classifiers) {
    if (expression != null) {
      Optional<LicenseExpression> spdx = spdx(expression);
      if (spdx.isPresent()) {
        return spdx;
      }
    }
    Optional<LicenseExpression> field = license == null ? Optional.empty() : anything(license);
    if (field.filter(LicenseExpression::listed).isPresent()) {
      return field;
    }
    Optional<LicenseExpression> classified = classified(classifiers);
    return classified.filter(LicenseExpression::listed).or(() -> field).or(() -> classified);
  }

  /**
   * Any of these may be chosen, as with Composer's and Maven's lists; each by {@link #anything}.
   */
  public static Optional<LicenseExpression> anyOf(List<String> names) {
    List<LicenseExpression> parts = each(names);
    return parts.isEmpty() ? Optional.empty() : Optional.of(LicenseExpression.any(parts));
  }

  /** All of these hold, as far as is said; each by {@link #anything}. */
  public static Optional<LicenseExpression> allOf(List<String> names) {
    List<LicenseExpression> parts = each(names);
    return parts.isEmpty() ? Optional.empty() : Optional.of(LicenseExpression.all(parts));
  }

  /** What the members of a list say; some may say nothing. */
  private static List<LicenseExpression> each(List<String> names) {
    return names.stream()
        .limit(MAX_NAME)
        .filter(Objects::nonNull)
        .map(DeclaredLicense::anything)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<LicenseExpression> classified(List<String> classifiers) {
    List<LicenseExpression> parts = new ArrayList<>();
    for (String classifier : classifiers) {
      var matcher = CLASSIFIER.matcher(classifier.strip());
      if (matcher.matches() && parts.size() < MAX_NAME) {
        name(matcher.group("name")).ifPresent(parts::add);
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(LicenseExpression.all(parts));
  }

  private static Optional<LicenseExpression> unknown(String name) {
    boolean isOne =
        name.length() <= MAX_NAME
            && name.split("\\s+").length <= MAX_NAME_WORDS
            && LETTER.matcher(name).find()
            && !POINTS_ELSEWHERE.matcher(name).find();
    return isOne ? Optional.of(LicenseExpression.of(LicenseNames.ref(name))) : Optional.empty();
  }

  private static boolean saysNothing(String text) {
    String stripped = text.strip();
    return stripped.isEmpty()
        || SAYS_NOTHING.contains(stripped.toLowerCase(Locale.ROOT))
        || POINTS_ELSEWHERE.matcher(stripped).find() && !stripped.startsWith("http");
  }
}
