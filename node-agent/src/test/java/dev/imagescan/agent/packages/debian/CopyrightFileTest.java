package dev.imagescan.agent.packages.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CopyrightFileTest {

  private static final String FORMAT =
      "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n";

  @Test
  void the_text_below_an_ambiguous_name_decides_what_it_means() {
    String gpl =
        "Files: *\nLicense: GPL\n\nLicense: GPL\n under the GNU General Public License,"
            + " version 2, or any later version.\n";
    assertEquals(new License("GPL-2.0-or-later", Evidence.FILE), read(FORMAT + gpl));
    assertEquals("LicenseRef-GPL", read(FORMAT + "Files: *\nLicense: GPL\n").expression());
  }

  @Test
  void gnus_notice_below_a_gnu_name_adds_later_versions() {
    String notice =
        " you can redistribute it\n and/or modify it under the terms of the GNU General";
    String later =
        notice + " Public License, either version 2 of the License, or any later version\n";
    String only = notice + " Public License version 2 as published by the FSF\n";
    String where = " the text of version 2 is in /usr/share/common-licenses/GPL-2\n";
    assertEquals("GPL-2.0-or-later", read(FORMAT + gpl("GPL-2", later)).expression());
    assertEquals("GPL-2.0-only", read(FORMAT + gpl("GPL-2", only)).expression());
    assertEquals("GPL-2.0-or-later", read(FORMAT + gpl("GPL-2+", only)).expression());
    assertEquals("GPL-2.0-or-later", read(FORMAT + gpl("GPL-2+", where)).expression());
    assertEquals("GPL-2.0-only", read(FORMAT + gpl("GPL-2", where)).expression());
  }

  private static String gpl(String name, String text) {
    return "Files: *\nLicense: " + name + "\n\nLicense: " + name + "\n" + text;
  }

  @Test
  void of_licences_named_with_and_or_none_is_lost() {
    assertEquals(
        "BSD-3-Clause AND GPL-3.0-or-later",
        read(FORMAT + "Files: *\nLicense: BSD-3-clause and/or GPL-3+\n").expression());
  }

  @Test
  void a_licence_without_a_name_is_read_from_its_text_or_stays_unnamed() {
    assertEquals(
        "GPL-3.0-or-later",
        read(FORMAT + "Files: *\nLicense:\n this is under the GPLv3+\n").expression());
    assertEquals(
        "LicenseRef-unnamed",
        read(FORMAT + "Files: *\nLicense:\n do what you like\n").expression());
  }

  @Test
  void without_files_stanzas_the_licences_that_are_there_count() {
    assertEquals("ISC", read(FORMAT.strip() + "\nLicense: ISC\n").expression());
  }

  @Test
  void a_draft_of_the_format_counts_too() {
    assertEquals(
        new License("MIT", Evidence.FILE),
        read("Format-Specification: dep5\n\nFiles: *\nLicense: Expat\n"));
  }

  @Test
  void a_file_for_people_that_says_format_somewhere_is_for_people() {
    assertEquals(
        new License("GPL-2.0-or-later", Evidence.TEXT),
        read("Written by someone.\n\nFormat: GPLv2+\nLicense: ISC\n"));
  }

  @Test
  void a_text_that_no_sentence_names_is_looked_up_among_all_of_the_list() {
    String cmu =
        """
        By obtaining, using, and/or copying this software and/or its associated documentation, you
        agree that you have read, understood, and will comply with the following terms and
        conditions:

        Permission to use, copy, modify, and distribute this software and its associated
        documentation for any purpose and without fee is hereby granted, provided that the above
        copyright notice appears in all copies, and that both that copyright notice and this
        permission notice appear in supporting documentation, and that the name of the author not
        be used in advertising or publicity pertaining to distribution of the software without
        specific, written prior permission.

        THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE, INCLUDING ALL IMPLIED
        WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY
        SPECIAL, INDIRECT OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF
        USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
        ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
        """;
    assertEquals(new License("MIT-CMU", Evidence.TEXT), read("Copyright 2001 Nobody\n\n" + cmu));
  }

  @Test
  void texts_that_want_to_be_slow_to_read_are_not() {
    String text =
        "\nLicense: MIT\n" + " permission is hereby granted free of charge\n".repeat(1400);
    String again = "\nFiles: a\nLicense: " + "MIT and ".repeat(500) + "x";
    assertFast("a name with a long text, used often", text + numbered(again, 100));
    assertFast("commas", numbered("\nFiles: a\nLicense: " + "a,".repeat(2000), 200));
    assertFast("dots", numbered("\nFiles: a\nLicense: x " + "a.".repeat(2000) + "-", 200));
    String references = numbered(" /usr/share/common-licenses/zzz", 1000);
    String sentences = "gplv2+ gpl version 2 or newer. in the public domain ".repeat(1000);
    Duration most = Duration.ofSeconds(10);
    assertTimeoutPreemptively(most, () -> read(sentences + references), "references");
  }

  @Test
  void any_number_of_licences_makes_no_endless_expression() {
    License license = read(FORMAT + numbered("\nFiles: a\nLicense: b", 50_000));
    assertTrue(license.expression().length() <= LicenseExpression.MAX_LENGTH, license.expression());
    assertTrue(license.expression().endsWith("AND LicenseRef-and-others"), license.expression());
  }

  private static void assertFast(String what, String stanzas) {
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(FORMAT + stanzas), what);
  }

  private static String numbered(String text, int times) {
    return IntStream.range(0, times).mapToObj(i -> text + i + "\n").collect(Collectors.joining());
  }

  @Test
  void what_is_unclear_is_not_known() {
    assertEquals(License.UNKNOWN, read("All rights reserved."));
    assertEquals(License.UNKNOWN, read(""));
  }

  @Test
  void no_file_throws() {
    for (long seed = 0; seed < 500; seed++) {
      read(
          Garbage.of(
              seed,
              FORMAT,
              "Files: *\n",
              "License: ",
              "GPL-2+",
              " or ",
              " and ",
              ",",
              " with ",
              "MIT\n",
              " text\n",
              "\n",
              "("));
    }
  }

  private static License read(String text) {
    return CopyrightFile.read(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
