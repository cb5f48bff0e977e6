package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseFileTest {

  private static final String MIT = SpdxTexts.of("MIT");
  private static final String APACHE = SpdxTexts.of("Apache-2.0");
  private static final String GPL = SpdxTexts.of("GPL-2.0-only");

  @Test
  void a_text_is_its_licence() {
    assertEquals("MIT", read("Copyright (c) 2020 Some Body\n\n" + MIT));
  }

  @Test
  void the_bare_text_of_a_gnu_licence_is_that_version_and_a_sentence_before_it_allows_later_ones() {
    assertEquals("GPL-2.0-only", read(GPL));
    String grant =
        "This program is free software; you can redistribute it and/or modify it under the terms of"
            + " the GNU General Public License as published by the Free Software Foundation; either"
            + " version 2 of the License, or (at your option) any later version.\n\n";
    assertEquals("GPL-2.0-or-later", read(grant + GPL));
  }

  @Test
  void what_is_said_beside_a_text_counts_too() {
    String sentence = "The manual is under the GNU General Public License, version 2.\n\n";
    assertEquals("GPL-2.0-only AND MIT", read(sentence + MIT));
  }

  @Test
  void a_choice_between_texts_that_is_not_understood_is_nothing() {
    String choice = "Some of the files are, alternatively, under one of these licenses:\n\n";
    assertEquals("nothing", read(choice + APACHE + MIT));
    String three = "You may use this under either of these licenses:\n\n";
    assertEquals("nothing", read(three + APACHE + MIT + GPL + "at your option "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This is dual-licensed under Apache-2.0 and MIT.",
        "You may use this, at your option, under either of the following licenses:",
        "It is available under the terms of either the Apache License or the MIT License."
      })
  void a_choice_that_begins_the_file_is_one_between_its_two_texts(String choice) {
    assertEquals("Apache-2.0 OR MIT", read(choice + "\n\n" + APACHE + "\n" + MIT));
  }

  @Test
  void a_licence_that_no_list_has_is_not_passed_over_beside_a_known_one() {
    String other =
        "word ".repeat(60)
            + "Permission is hereby granted to use the pictures, but not on Sundays.";
    assertEquals("MIT AND LicenseRef-unnamed", read(MIT + other));
  }

  @Test
  void an_exception_behind_a_sentence_belongs_to_its_licence() {
    String text = "Under the GNU General Public License, version 2.\n";
    assertEquals(
        "GPL-2.0-only WITH Classpath-exception-2.0",
        read(text + SpdxTexts.of("Classpath-exception-2.0")));
    assertEquals(
        "LicenseRef-Classpath-exception-2.0", read(SpdxTexts.of("Classpath-exception-2.0")));
  }

  @Test
  void a_tag_says_how_the_texts_belong_to_each_other() {
    String tag = "SPDX-License-Identifier: MIT OR Apache-2.0\n\n";
    assertEquals("MIT OR Apache-2.0", read(tag));
    assertEquals("MIT OR Apache-2.0", read("// " + tag + APACHE + MIT));
    assertEquals("MIT", read("<!-- SPDX-License-Identifier: MIT -->"));
    assertEquals("MIT AND Zlib", read(MIT + SpdxTexts.of("Zlib")));
    assertEquals("CAL-1.0", read(SpdxTexts.of("CAL-1.0")));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "MIT, MIT",
    "Apache License 2.0, Apache-2.0",
    "The MIT License (MIT), MIT",
    "LICENSE placeholder., nothing",
    "Copyright 2020 Some Body. All rights reserved., nothing",
    "BSD, nothing",
    "'', nothing"
  })
  void a_short_text_may_be_a_name(String text, String expression) {
    assertEquals(expression, read(text));
  }

  private static String read(String text) {
    return LicenseFile.read(text).map(LicenseExpression::toString).orElse("nothing");
  }
}
