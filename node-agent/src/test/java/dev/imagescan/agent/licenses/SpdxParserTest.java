package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imagescan.agent.packages.Garbage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpdxParserTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "MIT, MIT",
    "MIT AND ISC, MIT AND ISC",
    "MIT BSD GPL2+, MIT AND LicenseRef-BSD AND GPL-2.0-or-later",
    "GPL-2.0 MIT, GPL-2.0-only AND MIT",
    "(MIT), MIT",
    "MIT OR Apache-2.0, MIT OR Apache-2.0",
    "MIT or apache-2.0 and ISC, MIT OR (Apache-2.0 AND ISC)",
    "(MIT OR ISC) AND Zlib, (MIT OR ISC) AND Zlib",
    "MIT AND (ISC AND Zlib), MIT AND ISC AND Zlib",
    "MIT AND MIT, MIT",
    "(A1 OR MIT) AND (MIT OR A1), LicenseRef-A1 OR MIT",
    "GPL-2.0-only WITH Classpath-exception-2.0, GPL-2.0-only WITH Classpath-exception-2.0",
    "MIT AND custom:x11 style, MIT AND LicenseRef-custom-x11 AND LicenseRef-style",
    "LicenseRef-Foo, LicenseRef-Foo",
    "GPL-2.0+, GPL-2.0-or-later",
    "'BSD-2-Clause, ISC', BSD-2-Clause AND ISC"
  })
  void package_metadata_says(String text, String expression) {
    assertEquals(expression, SpdxParser.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "MIT AND", "OR MIT", "(MIT", "MIT)", "()", "MIT WITH", "WITH"})
  void what_is_no_expression_is_not_guessed_at(String text) {
    assertEquals(Optional.empty(), SpdxParser.parse(text));
  }

  @Test
  void brackets_without_end_do_not_overflow_the_stack() {
    assertEquals(Optional.empty(), SpdxParser.parse("(".repeat(SpdxParser.MAX_LENGTH)));
    assertEquals(Optional.empty(), SpdxParser.parse("MIT ".repeat(SpdxParser.MAX_LENGTH)));
  }

  @Test
  void the_text_of_an_expression_means_the_same_expression() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (long seed = 0; seed < 5000; seed++) {
            String text =
                Garbage.of(seed, "MIT", " ", " AND ", " OR ", "(", ")", "GPL-2+", " WITH ", "Font");
            SpdxParser.parse(text)
                .map(LicenseExpression::toString)
                .ifPresent(
                    once -> assertEquals(once, SpdxParser.parse(once).orElseThrow().toString()));
          }
        });
  }
}
