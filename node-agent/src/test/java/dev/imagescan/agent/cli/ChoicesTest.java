package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.report.Format;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoicesTest {

  private static final String NONE = "is not one of table, json, cyclonedx-json, spdx-json, html";

  @ParameterizedTest
  @CsvSource({
    "tabel, table",
    "JSON, json",
    "jsn, json",
    "cyclonedx, cyclonedx-json",
    "c, cyclonedx-json"
  })
  void a_word_close_to_a_choice_is_taken_for_it(String word, String choice) {
    assertEquals(
        "'%s' %s; did you mean '%s'?".formatted(word, NONE, choice),
        Choices.unknown(word, Format.ids()));
  }

  @ParameterizedTest
  @CsvSource({"spdx-json-of-all", "yaml-please"})
  void a_word_far_from_all_is_not(String word) {
    assertEquals("'%s' %s".formatted(word, NONE), Choices.unknown(word, Format.ids()));
  }
}
