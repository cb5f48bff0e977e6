package dev.imagescan.operator.cluster;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** RFC 3339 times in objects that others write, and so may write wrongly. */
public final class Timestamp {

  private Timestamp() {}

  /** The time that the text says; empty when it is absent or says none. */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
