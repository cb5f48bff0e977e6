package dev.imagescan.agent.packages.ruby;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.agent.packages.Garbage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GemSpecificationTest {

  @Test
  void the_comment_at_the_top_counts_as_it_does_for_rubygems() throws IOException {
    assertEquals(
        new GemSpecification("nokogiri", "1.16.0", "x86_64-linux", List.of("MIT", "Ruby")),
        read(
            """
            # -*- encoding: utf-8 -*-
            # stub: nokogiri 1.16.0 x86_64-linux lib
            # stub: ext/x/extconf.rb

            Gem::Specification.new do |s|
              s.name = "other".freeze
              s.version = "0"
              s.platform = "java".freeze
              s.authors = ["A".freeze, "B".freeze]
              s.licenses = ["MIT".freeze, "Ruby".freeze]
              s.add_dependency(%q<x>.freeze, ["~> 1.0".freeze])
            end
            """));
  }

  @Test
  void without_it_the_fields_count() throws IOException {
    assertEquals(
        new GemSpecification("rake", "0.8.7", "java", List.of("MIT")),
        read(
            """
            Gem::Specification.new do |s|
              s.name = %q{rake}
              s.version = Gem::Version.new("0.8.7")
              s.platform = 'java'
              s.license = "MIT"
            end
            """));
  }

  @Test
  void what_is_computed_is_not_guessed() throws IOException {
    GemSpecification gem =
        read("s.name = \"a-#{x}\"\ns.version = Foo::VERSION\ns.licenses = LICENSES\n");
    assertNull(gem.name());
    assertNull(gem.version());
    assertEquals(List.of(), gem.licenses());
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[\"MIT\"] | MIT",
        "[ 'MIT', \"GPL-2.0\".freeze ].freeze | MIT,GPL-2.0",
        "%w[MIT GPL-2.0] | MIT,GPL-2.0",
        "%w(MIT) | MIT",
        "%q{MIT} | MIT",
        "\"a\\\"b\" | a\"b",
        "[] | ``",
        "%w[] | ``",
        "[\"MIT\", OTHER, \"ISC\"] | MIT",
        "[\"MIT | ``",
        "%q{MIT | ``",
        "%q | ``",
        "x | ``",
      })
  void lists_are_read_in_all_their_writings(String source, String expected) {
    assertEquals(expected, String.join(",", RubyText.list(source)));
  }

  @Test
  void no_bytes_throw() throws IOException {
    for (long seed = 0; seed < 2000; seed++) {
      String text =
          Garbage.of(
              seed,
              "s.name = ",
              "s.licenses = [",
              "\"",
              "'",
              "%w[",
              "%q",
              ".freeze",
              ",",
              "]",
              "\\",
              "\n",
              "# stub: ",
              "a ",
              "1 ",
              "#{",
              "}",
              "s.version = ");
      read(text);
    }
  }

  private static GemSpecification read(String text) throws IOException {
    return GemSpecification.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
