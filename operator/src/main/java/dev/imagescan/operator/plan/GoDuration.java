package dev.imagescan.operator.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them, such as {@code 90m} or {@code 1h30m}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a>
 */
public final class GoDuration {

  private static final Pattern WHOLE = Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?(?:h|ms|m|s))+");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(h|ms|m|s)");
  private static final Map<String, Long> MILLIS =
      Map.of("h", 3_600_000L, "m", 60_000L, "s", 1_000L, "ms", 1L);

  private GoDuration() {}

  /** The duration that the text says, or empty when it says none. */
  public static Optional<Duration> parse(String text) {
    if (text == null || text.length() > 32 || !WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal millis = BigDecimal.ZERO;
    for (Matcher part = PART.matcher(text); part.find(); ) {
      millis =
          millis.add(
              new BigDecimal(part.group(1))
                  .multiply(BigDecimal.valueOf(MILLIS.get(part.group(2)))));
    }
    return millis.precision() - millis.scale() > 15
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(millis.longValue()));
  }
}
