package dev.imagescan.operator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest(name = "{0} on {1} is {2}")
  @CsvSource({
    "*, app, true",
    "app, app, true",
    "app, apps, false",
    "app*, apps, true",
    "*-proxy, istio-proxy, true",
    "*-proxy, istio-proxy-2, false",
    "a?p, app, true",
    "a?p, ap, false",
    "*a*b*, xxaxxbxx, true",
    "*a*b*, xxbxxaxx, false",
    "'', app, false",
    "**, app, true",
    ".*, app, false",
    "[a], a, false",
  })
  void a_name_fits_as_a_shell_would_say(String pattern, String name, boolean fits) {
    assertEquals(fits, new Glob(pattern).matches(name));
  }

  @Test
  void a_pattern_of_many_stars_does_not_take_for_ever() {
    Glob glob = new Glob("*a".repeat(30) + "b");
    assertTimeoutPreemptively(
        Duration.ofSeconds(1), () -> assertEquals(false, glob.matches("a".repeat(63))));
  }
}
