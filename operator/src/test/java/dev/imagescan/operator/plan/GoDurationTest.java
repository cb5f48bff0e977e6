package dev.imagescan.operator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "90m, PT1H30M",
    "6h, PT6H",
    "1h30m15s, PT1H30M15S",
    "1.5h, PT1H30M",
    "1500ms, PT1.5S"
  })
  void durations_are_read_as_go_reads_them(String text, Duration duration) {
    assertEquals(Optional.of(duration), GoDuration.parse(text));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "6", "h", "-6h", "6 h", "6d", "1e3s", "99999999999999999999999999999h"})
  void what_is_no_duration_is_none(String text) {
    assertEquals(Optional.empty(), GoDuration.parse(text));
  }
}
