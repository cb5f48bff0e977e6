package dev.imagescan.operator.license;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.operator.Golden;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LicenseRulesTest {

  private static final String COMMENT = "#";

  /** Lines of {@code policy | expression | what comes of it}, as people read them. */
  static Stream<Arguments> cases() {
    return Golden.read("license/cases.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(COMMENT))
        .map(line -> Arguments.of(Stream.of(line.split("[|]")).map(String::strip).toArray()));
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @MethodSource("cases")
  void an_expression_meets_a_policy(String policy, String expression, String outcome) {
    assertEquals(outcome, outcome(policy, expression.isEmpty() ? null : expression));
  }

  private static String outcome(String policy, String expression) {
    return new LicenseRules(policy(policy))
        .breach(expression)
        .map(breach -> breach.kind().id() + ": " + breach.message())
        .orElse("passes");
  }

  /** Such as {@code allow MIT, BSD-*; deny GPL-*}. */
  private static LicensePolicy policy(String text) {
    return new LicensePolicy(entries(text, "allow "), entries(text, "deny "));
  }

  private static List<String> entries(String text, String list) {
    return Stream.of(text.split(";"))
        .map(String::strip)
        .filter(part -> part.startsWith(list))
        .flatMap(part -> Stream.of(part.substring(list.length()).split(",")))
        .map(String::strip)
        .toList();
  }

  @Test
  void what_is_nested_without_end_is_no_expression_and_harms_nobody() {
    String deep = "(".repeat(200_000) + "MIT" + ")".repeat(200_000);
    assertEquals("passes", outcome("deny GPL-*", deep));
    assertEquals(
        "LicenseUnknown: no licence is known, and NOASSERTION is not in allow",
        outcome("allow MIT", deep));
  }

  @Test
  void every_line_of_the_cases_has_its_three_parts() {
    assertEquals(List.of(), cases().filter(line -> line.get().length != 3).toList());
  }
}
