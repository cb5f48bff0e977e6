package dev.imagescan.agent.licenses;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses at which a licence's text is to be read. Nothing is ever fetched from them. */
final class LicenseUrls {

  private static final Map<String, String> TABLE = read();

  /** Places whose addresses end in an SPDX id, in letters of any case. */
  private static final List<Pattern> IDS =
      List.of(
          Pattern.compile("spdx\\.org/licenses/([^/]+)"),
          Pattern.compile("opensource\\.org/licenses?/([^/]+)"),
          Pattern.compile("choosealicense\\.com/licenses/([^/]+)"),
          Pattern.compile("licenses\\.nuget\\.org/([^/]+)"));

  private static final Pattern CREATIVE_COMMONS =
      Pattern.compile("creativecommons\\.org/licenses/(by[a-z-]*)/(\\d\\.\\d)");
  private static final Pattern ZERO =
      Pattern.compile("creativecommons\\.org/publicdomain/zero/1\\.0");

  private LicenseUrls() {}

  /** The licence that is to be read there, or empty when that is not known for certain. */
  static Optional<LicenseExpression> find(String url) {
    String place = UrlKey.of(url);
    String known = TABLE.get(place);
    return known == null ? byId(place) : Optional.of(SpdxParser.parseKnown(known));
  }

  /** Our own table's lines, and behind them those of the SPDX list. */
  private static Map<String, String> read() {
    Map<String, String> places = new HashMap<>(Tables.byName("license-urls.txt"));
    Tables.byName("spdx-urls.txt").forEach(places::putIfAbsent);
    return places;
  }

  private static Optional<LicenseExpression> byId(String place) {
    if (ZERO.matcher(place).matches()) {
      return Optional.of(LicenseExpression.of("CC0-1.0"));
    }
    Matcher commons = CREATIVE_COMMONS.matcher(place);
    if (commons.matches()) {
      return LicenseNames.find("CC-" + commons.group(1) + "-" + commons.group(2));
    }
    return IDS.stream()
        .map(pattern -> pattern.matcher(place))
        .filter(Matcher::matches)
        .findFirst()
        .flatMap(matcher -> expression(matcher.group(1)));
  }

  /** NuGet writes whole expressions into its addresses. */
  private static Optional<LicenseExpression> expression(String text) {
    String plain =
        text.replaceAll("%20|\\+(?=[a-z(])", " ").replace("%28", "(").replace("%29", ")");
    return SpdxParser.parse(plain).filter(LicenseExpression::listed);
  }
}
