package dev.imagescan.agent.licenses;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the sentences of {@code phrases.txt} in a text of {@link PlainWords}. */
final class Phrases {

  /** A licence that is named from one place of the text to another; null where none is. */
  record Found(int start, int end, LicenseExpression license) {}

  /**
   * @param anchor the plain letters that the sentence begins with
   * @param sentence the whole sentence
   */
  private record Phrase(String anchor, Pattern sentence, LicenseExpression license) {}

  private static final List<Phrase> ALL = read();

  /** The longest sentence; a match never looks further than this. */
  private static final int MAX_SENTENCE = 4000;

  /** More sentences of one kind are only in texts that want to be slow to read. */
  private static final int MAX_ANCHORS = 200;

  private Phrases() {}

  /** Every sentence of the text, by its place; of two in one place the first of the table. */
  static List<Found> in(String words) {
    List<Found> found = new ArrayList<>();
    for (Phrase phrase : ALL) {
      int start = words.indexOf(phrase.anchor());
      for (int n = 0; start >= 0 && n < MAX_ANCHORS; n++) {
        Matcher matcher = phrase.sentence().matcher(words);
        matcher.region(start, Math.min(words.length(), start + MAX_SENTENCE));
        int at = start;
        if (found.stream().noneMatch(f -> covers(f, at)) && matcher.lookingAt()) {
          found.add(new Found(start, matcher.end(), phrase.license()));
        }
        start = words.indexOf(phrase.anchor(), start + phrase.anchor().length());
      }
    }
    return found;
  }

  /** Whether this place lies within a sentence that was found. */
  static boolean covers(Found found, int place) {
    return found.start() <= place && place < found.end();
  }

  private static List<Phrase> read() {
    List<Phrase> phrases = new ArrayList<>();
    String license = null;
    StringBuilder sentence = new StringBuilder();
    for (String line : Tables.lines("phrases.txt")) {
      if (line.startsWith("= ")) {
        add(phrases, license, sentence);
        license = line.substring(2);
        sentence.setLength(0);
      } else {
        sentence.append(line).append(' ');
      }
    }
    add(phrases, license, sentence);
    return phrases;
  }

  private static void add(List<Phrase> phrases, String license, StringBuilder sentence) {
    if (license == null) {
      return;
    }
    Matcher plain = Pattern.compile("(?:[a-z0-9 -](?![?])){12,}").matcher(sentence);
    if (!plain.lookingAt()) {
      throw new IllegalStateException("a phrase begins with plain words: " + sentence);
    }
    String regex = sentence.toString().replaceAll("~(\\d+) ", "(?:\\\\S++ ){0,$1}?");
    phrases.add(
        new Phrase(
            plain.group(),
            Pattern.compile(regex),
            license.equals("nothing") ? null : SpdxParser.parseKnown(license)));
  }
}
