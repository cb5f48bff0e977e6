package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTextsTest {

  /** Whose texts are not found in themselves, and why. */
  private static final Map<String, String> NOT_FOUND =
      Map.of(
          "InnoSetup",
              "the list's template counts the licence's first sentences as a copyright line",
          "OLDAP-1.1", "it has the words of NBPL-1.0, but for the title",
          "NBPL-1.0", "it has the words of OLDAP-1.1, but for the title");

  /**
   * Those of whose text one half is copyright lines, disclaimers or another licence it builds on.
   */
  private static final Set<String> HALF_IS_ENOUGH =
      new TreeSet<>(Set.of("GD", "HPND", "HPND-sell-variant", "LGPL-3.0-only", "Multics"));

  private static final Map<String, String> TEXTS = SpdxTexts.all();

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void every_text_of_the_list_is_that_licence(String change, UnaryOperator<String> changed) {
    Set<String> notFound = new TreeSet<>();
    TEXTS.forEach(
        (id, text) -> {
          if (!expected(id).equals(match(changed.apply(text)))) {
            notFound.add(id);
          }
        });
    assertTrue(TEXTS.size() > 700, "The index has " + TEXTS.size() + " texts only");
    assertEquals(new TreeSet<>(NOT_FOUND.keySet()), notFound, "Not found " + change);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("as it is", text -> text),
        change("in capital letters", KnownTextsTest::inCapitals),
        change("on one line", text -> text.replaceAll("\\s+", " ")),
        change(
            "on short lines", text -> text.replaceAll("(\\S{1,20}\\s+\\S+\\s+\\S+)\\s+", "$1\n")),
        change("as a comment", text -> "/*\n" + text.indent(1).replaceAll("(?m)^", " * ") + " */"),
        change("quoted", text -> text.replace('"', '\u201c').replaceAll("(?m)^", "> ")),
        change("with bullets", text -> text.replaceAll("(?m)^(\\s*)\\(?[0-9a-z][.)]\\s", "$1* ")),
        change(
            "under a copyright line",
            text ->
                "Copyright (c) 2011-2024 Some Body <body@a.example>\nAll rights reserved.\n"
                    + text),
        change("before other words", text -> text + "\n\nThis is what the file says. ".repeat(20)),
        change(
            "twice", text -> text + "\nAnd this is what the other file says. ".repeat(20) + text));
  }

  /** Letters of other alphabets have no place in the words of a licence. */
  private static String inCapitals(String text) {
    StringBuilder capitals = new StringBuilder();
    text.chars().forEach(c -> capitals.append((char) (c >= 'a' && c <= 'z' ? c - 32 : c)));
    return capitals.toString();
  }

  @Test
  void half_a_text_is_not_the_licence() {
    Set<String> found = new TreeSet<>();
    TEXTS.forEach(
        (id, text) -> {
          int half = text.length() / 2;
          for (String part : List.of(text.substring(0, half), text.substring(half))) {
            if (text.length() > 1000 && match(part).equals(expected(id))) {
              found.add(id);
            }
          }
        });
    assertEquals(HALF_IS_ENOUGH, found);
  }

  @ParameterizedTest(name = "{0} with \"{1}\" in place of \"{2}\" is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MIT          | persons to whom       | people to whom                              | MIT
          MIT          | without restriction   | without restriction for commercial use only | nothing
          MIT          | without restriction   | with restriction                            | nothing
          MIT          | free of charge        | free of charge but on no day of the week that has a name | nothing
          BSD-3-Clause | may be used to        | must be used to                             | nothing
          ISC          | with or without fee   | with fee                                    | nothing
          Apache-2.0   | perpetual, worldwide  | perpetual, world-wide                       | Apache-2.0
          GPL-3.0-only | You may convey        | You may never convey                        | nothing
          """)
  void few_words_may_differ_and_none_that_decides(
      String id, String words, String others, String expression) {
    String text = SpdxTexts.of(id).replaceAll("\\s+", " ");
    assertTrue(text.contains(words), "The test's words are not in " + id);
    assertEquals(expression, match(text.replaceFirst(words, others)));
  }

  @Test
  void several_texts_hold_together_in_their_order() {
    String all = TEXTS.get("MIT") + TEXTS.get("Apache-2.0") + TEXTS.get("BSD-3-Clause");
    assertEquals("MIT AND Apache-2.0 AND BSD-3-Clause", match(all));
  }

  @ParameterizedTest
  @CsvSource({
    "GPL-2.0-only, Classpath-exception-2.0",
    "Apache-2.0, LLVM-exception",
    "GPL-3.0-only, GCC-exception-3.1"
  })
  void an_exception_belongs_to_the_licence_before_it(String license, String exception) {
    String text = TEXTS.get("MIT") + TEXTS.get(license) + TEXTS.get(exception);
    assertEquals("MIT AND " + license + " WITH " + exception, match(text));
  }

  @Test
  void the_texts_that_debian_installs_are_what_their_names_say() throws IOException {
    Path folder = Path.of("/usr/share/common-licenses");
    if (!Files.isDirectory(folder)) {
      NotRun.because(KnownTextsTest.class, folder + " is not there");
      return;
    }
    Map<String, String> other =
        Map.of("BSD", "BSD-3-Clause", "Artistic", "Artistic-1.0-Perl", "LGPL-2", "LGPL-2.0-only");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
        String name = file.getFileName().toString();
        String id =
            other.getOrDefault(name, LicenseNames.find(name).map(Object::toString).orElse(name));
        assertEquals(id, match(Files.readString(file)), "The licence of " + file);
      }
    }
  }

  @Test
  void no_text_takes_long() {
    Random random = new Random(1);
    List<String> words = new ArrayList<>(List.of(TEXTS.get("GPL-3.0-only").split("\\s+")));
    words.addAll(List.of(TEXTS.get("BSD-3-Clause").split("\\s+")));
    assertNothing("license ".repeat(140_000));
    assertNothing("a".repeat(1 << 20));
    assertNothing("\u0000\n".repeat(1 << 19));
    assertNothing("redistribution and use in source and binary forms ".repeat(20_000));
    for (int i = 0; i < 3; i++) {
      Collections.shuffle(words, random);
      assertNothing((String.join(" ", words) + " ").repeat(20));
    }
    String half = TEXTS.get("BSD-4-Clause").substring(0, 900);
    assertNothing(half.repeat(1000));
    assertNothing(
        TEXTS.values().stream()
            .map(text -> text.substring(0, text.length() * 2 / 3))
            .filter(text -> text.length() > 3000)
            .collect(Collectors.joining(" and so on and so forth ")));
    assertQuick(() -> assertEquals("MIT", match(TEXTS.get("MIT").repeat(1000))));
  }

  private static void assertNothing(String text) {
    assertQuick(() -> assertEquals("nothing", match(text)));
  }

  private static void assertQuick(Executable match) {
    assertTimeoutPreemptively(Duration.ofSeconds(10), match);
  }

  @Test
  void no_text_throws() {
    List<String> all = List.copyOf(TEXTS.values());
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String[] pieces = new String[8];
      for (int i = 0; i < pieces.length; i++) {
        String text = all.get(random.nextInt(all.size()));
        int from = random.nextInt(text.length());
        pieces[i] = text.substring(from, Math.min(text.length(), from + random.nextInt(2000)));
      }
      KnownTexts.match(Garbage.of(seed, pieces));
      LicenseFile.read(Garbage.of(seed, pieces));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-", "non", "non ", "1.", "1.a", "MIT License", "\u00e9", "non-"})
  void a_text_of_few_words_is_nothing(String text) {
    assertEquals(Optional.empty(), KnownTexts.match(text));
  }

  @Test
  void the_index_is_small() {
    TextIndex index = TextIndex.get();
    int bytes =
        2 * (index.code().length + index.meaning().length + 2 * index.seedOwners().length)
            + 4 * (index.seeds().size() + index.dictionary().size())
            + 2 * 2 * (1 << 15);
    assertTrue(bytes < 2_500_000, "The index holds " + bytes + " bytes");
  }

  private static Arguments change(String name, UnaryOperator<String> change) {
    return Arguments.of(name, change);
  }

  /** An exception's text alone is a LicenseRef. */
  private static String expected(String id) {
    return ExceptionTexts.named(id).toString();
  }

  private static String match(String text) {
    return KnownTexts.match(text).map(LicenseExpression::toString).orElse("nothing");
  }
}
