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

class LicenseTextTest {

  private static final String BSD =
      """
      Redistribution and use in source and binary forms, with or without
      modification, are permitted provided that the following conditions are met:
       %s Redistributions of source code must retain the above copyright
          notice, this list of conditions and the following disclaimer.
       %s Redistributions in binary form must reproduce the above copyright
          notice, this list of conditions and the following disclaimer in the
          documentation and/or other materials provided with the distribution.
       %s
      %s
      """;

  private static final String ENDORSE =
      "3. Neither the name of the University nor the names of its contributors may be used to"
          + " endorse or promote products derived from this software without specific prior"
          + " written permission.";
  private static final String DISCLAIMER = "THIS SOFTWARE IS PROVIDED BY THE REGENTS ``AS IS''";

  private static final String MIT =
      """
       # Permission is hereby granted, free of charge, to any person obtaining a copy
       # of this software and associated documentation files (the "Software"), to deal
       # in the Software without restriction, including without limitation the rights
       # to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
       # copies of the Software, and to permit persons to whom the Software is
       # furnished to do so, subject to the following conditions:
       #
       # The above copyright notice and this permission notice shall be included in
       # all copies or substantial portions of the Software.
       #
       # THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND.
      """;

  private static final String X11 =
      "Except as contained in this notice, the name of the X Consortium shall not be used in"
          + " advertising or otherwise to promote the sale, use or other deal-\n   ings in this"
          + " Software without prior written authorization.";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          under the terms of the GNU General Public License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later version. = GPL-2.0-or-later
          under the terms of the GNU General Public License as published by the Free Software Foundation; version 2 of the License, or (at your option) any later version. = GPL-2.0-or-later
          distributed under the GNU General Public License, version 2. = GPL-2.0-only
          under the GNU Lesser General Public License, version 2.1 (or, at your option, any later version) = LGPL-2.1-or-later
          under version 3 of the GNU Affero General Public License or later = AGPL-3.0-or-later
          The library is licensed as LGPLv2.1+, the tools are GPLv3+. = LGPL-2.1-or-later AND GPL-3.0-or-later
          Licensed under the Apache License, Version 2.0. Alternatively, under the GNU General Public License, version 2. = Apache-2.0 OR GPL-2.0-only
          dual licensed LGPLv3+ or GPLv2+ = LGPL-3.0-or-later OR GPL-2.0-or-later
          the GNU General Public License (v3 or later) with version 3.1 of the GCC Runtime Library Exception = GPL-3.0-or-later WITH GCC-exception-3.1
          GPL (v3 or later), with Autoconf exception: = LicenseRef-GPL-3.0-or-later-with-autoconf-exception
          under the terms of the GNU Free Documentation License, Version 1.3 or any later version published by the Free Software Foundation; with no Invariant Sections, no Front-Cover Texts, and no Back-Cover Texts. = GFDL-1.3-no-invariants-or-later
          Licensed under the Apache License, Version 2.0 (the "License") = Apache-2.0
          you can redistribute it under the same terms as Perl itself = Artistic-1.0-Perl OR GPL-1.0-or-later
          This library is public domain software, i.e. not copyrighted. = LicenseRef-public-domain
          It may be used, see /usr/share/common-licenses/Apache-2.0. = Apache-2.0
          It may be used, see `/usr/share/common-licenses/GPL-2'. = LicenseRef-GPL-2
          It may be used, see `/usr/share/common-licenses/GPL'. = LicenseRef-GPL
          """)
  void a_sentence_names(String text, String expression) {
    assertEquals(expression, LicenseText.read(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "See the GNU General Public License for more details.",
        "On Debian systems, the complete text of the GNU General Public License version 3 is here.",
        "GNU GENERAL PUBLIC LICENSE Version 2, June 1991 Copyright (C) 1989, 1991",
        "under the GNU General Public License, either version 2 of the License or version 3",
        "additional permission under section 7 of the GNU General Public License, version 3",
        "You may do what you like with it."
      })
  void what_is_no_grant_or_not_clear_is_not_guessed_at(String text) {
    assertEquals(Optional.empty(), LicenseText.read(text));
  }

  @Test
  void bsd_licences_are_told_apart_by_their_clauses() {
    assertEquals("BSD-2-Clause", read(BSD.formatted("1.", "2.", "", DISCLAIMER)));
    assertEquals("BSD-3-Clause", read(BSD.formatted("*", "*", ENDORSE, DISCLAIMER)));
    String advertise =
        "(c) All advertising materials mentioning features or use of this software must display the"
            + " following acknowledgement: This product includes software developed by Someone. ";
    assertEquals("BSD-4-Clause", read(BSD.formatted("a)", "b)", advertise + ENDORSE, DISCLAIMER)));
  }

  @Test
  void a_bsd_licence_with_a_clause_of_its_own_is_not_the_plain_one() {
    String other = "3. The software may not be used on Sundays.";
    assertEquals(Optional.empty(), LicenseText.read(BSD.formatted("1.", "2.", other, DISCLAIMER)));
  }

  @Test
  void the_x_consortiums_clause_makes_mit_x11() {
    assertEquals("MIT", read(MIT));
    assertEquals("X11", read(MIT + X11));
  }

  @Test
  void several_licences_hold_together_in_the_order_in_which_they_are_named() {
    String text = MIT + "The manual is under the GNU General Public License, version 2.";
    assertEquals("MIT AND GPL-2.0-only", read(text));
  }

  @Test
  void a_licence_that_no_table_knows_is_not_passed_over_beside_known_ones() {
    String other = "Permission to use this software is granted to everybody but on Sundays. ";
    assertEquals(
        "GPL-2.0-only AND LicenseRef-unnamed",
        read("GNU General Public License, version 2. " + "words ".repeat(50) + other));
    assertEquals(Optional.empty(), LicenseText.read(other));
  }

  @Test
  void the_appendix_of_a_licence_text_is_no_grant() {
    String text =
        "END OF TERMS AND CONDITIONS\nHow to apply: under the terms of the GNU General Public"
            + " License as published by the Free Software Foundation; either version 3 of the"
            + " License, or (at your option) any later version.";
    assertEquals(Optional.empty(), LicenseText.read(text));
  }

  @Test
  void texts_that_want_to_be_slow_are_not() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          String start = BSD.formatted("1.", "2.", "", "");
          LicenseText.read(start.repeat(4000));
          LicenseText.read((start + "neither the name of ").repeat(3000));
          LicenseText.read("gnu general public license either version 2 or ".repeat(20_000));
          LicenseText.read("or ".repeat(300_000));
          LicenseText.read("-\n".repeat(500_000));
          LicenseText.read("/usr/share/common-licenses/GPL".repeat(30_000));
          LicenseText.read("GPLv2+ with a b c d ".repeat(30_000));
        });
  }

  @Test
  void no_text_throws() {
    for (long seed = 0; seed < 500; seed++) {
      LicenseText.read(Garbage.of(seed, MIT, ENDORSE, X11, BSD, " or ", "GPLv2+", " with ", "\n"));
    }
  }

  private static String read(String text) {
    return LicenseText.read(text).orElseThrow().toString();
  }
}
