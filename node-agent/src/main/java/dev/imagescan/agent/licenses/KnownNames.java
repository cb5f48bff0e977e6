package dev.imagescan.agent.licenses;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names by which people call licences, in any spelling that {@link NameKey} evens out. */
final class KnownNames {

  /** What anybody means by a name. */
  private static final Map<String, String> GENERAL = general();

  /** What only Fedora and its children mean by a name. */
  private static final Map<String, String> FEDORA = read("fedora-names.txt");

  private static final int MAX_LENGTH = 200;

  private static final Pattern BRACKETS_BEHIND =
      Pattern.compile("(?<before>[^()]+)\\((?<inside>[^()]+)\\)\\s*");

  private KnownNames() {}

  /** The licence of this name, or empty when no table has it. */
  static Optional<LicenseExpression> find(String name) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Optional<LicenseExpression> whole = LicenseNames.find(name.strip());
    return whole.or(() -> byKey(NameKey.of(name))).or(() -> withoutBrackets(name));
  }

  /** "MIT License (see LICENSE)"; what stands in the brackets must not be another licence. */
  private static Optional<LicenseExpression> withoutBrackets(String name) {
    Matcher matcher = BRACKETS_BEHIND.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<LicenseExpression> before = byKey(NameKey.of(matcher.group("before")));
    Optional<LicenseExpression> inside =
        LicenseNames.find(matcher.group("inside").strip())
            .or(() -> byKey(NameKey.of(matcher.group("inside"))));
    return inside.isEmpty() || inside.equals(before) ? before : Optional.empty();
  }

  /** The same, by Fedora's names before July 2022 first. */
  static Optional<LicenseExpression> findFedora(String name) {
    String expression = FEDORA.get(NameKey.of(name));
    return expression == null ? find(name) : Optional.of(SpdxParser.parseKnown(expression));
  }

  private static Optional<LicenseExpression> byKey(String key) {
    String expression = GENERAL.get(key);
    return expression == null ? GnuNames.find(key) : Optional.of(SpdxParser.parseKnown(expression));
  }

  /** Our own table's lines, and behind them those of the SPDX list. */
  private static Map<String, String> general() {
    Map<String, String> names = read("license-names.txt");
    read("spdx-names.txt").forEach(names::putIfAbsent);
    return names;
  }

  private static Map<String, String> read(String resource) {
    Map<String, String> values = new HashMap<>();
    for (String line : Tables.lines(resource)) {
      int colon = line.indexOf(": ");
      for (String name : line.substring(colon + 2).split(" \\| ")) {
        String key = NameKey.of(name);
        String before = values.put(key, line.substring(0, colon));
        if (key.isEmpty() || before != null && !before.equals(line.substring(0, colon))) {
          throw new IllegalStateException(resource + " has two lines for " + name);
        }
      }
    }
    return values;
  }
}
