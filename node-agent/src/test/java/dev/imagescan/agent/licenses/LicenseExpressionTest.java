package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LicenseExpressionTest {

  private static final LicenseExpression MIT = LicenseExpression.of("MIT");
  private static final LicenseExpression ISC = LicenseExpression.of("ISC");
  private static final LicenseExpression ZLIB = LicenseExpression.of("Zlib");

  @Test
  void a_choice_within_a_whole_stands_in_brackets_and_the_other_way_round() {
    LicenseExpression choice = LicenseExpression.any(List.of(MIT, ISC));
    assertEquals("Zlib AND (MIT OR ISC)", LicenseExpression.all(List.of(ZLIB, choice)).toString());
    LicenseExpression whole = LicenseExpression.all(List.of(MIT, ISC));
    assertEquals("Zlib OR (MIT AND ISC)", LicenseExpression.any(List.of(ZLIB, whole)).toString());
  }

  @Test
  void nothing_is_said_twice_and_the_first_keeps_its_place() {
    assertEquals("ISC AND MIT", LicenseExpression.all(List.of(ISC, MIT, ISC)).toString());
    LicenseExpression one = LicenseExpression.any(List.of(MIT, ISC));
    LicenseExpression other = LicenseExpression.any(List.of(ISC, MIT));
    assertEquals("MIT OR ISC", LicenseExpression.all(List.of(one, other)).toString());
  }

  @Test
  void a_long_expression_is_shortened_by_whole_licences_and_says_so() {
    LicenseExpression all = LicenseExpression.all(List.of(MIT, ISC, ZLIB));
    assertEquals(all, all.within(100));
    String shortened =
        LicenseExpression.all(List.of(MIT, all, of("BSD-3-Clause"), of("BSD-2-Clause")))
            .within(37)
            .toString();
    assertEquals("MIT AND ISC AND LicenseRef-and-others", shortened);
    assertTrue(SpdxParser.parse(shortened).isPresent());
    assertEquals(
        "LicenseRef-and-others", LicenseExpression.any(List.of(MIT, ISC)).within(5).toString());
  }

  @Test
  void an_invalid_one_cannot_be() {
    assertThrows(IllegalArgumentException.class, () -> of(""));
    assertThrows(IndexOutOfBoundsException.class, () -> new LicenseExpression.All(List.of(MIT)));
  }

  private static LicenseExpression of(String id) {
    return LicenseExpression.of(id);
  }
}
