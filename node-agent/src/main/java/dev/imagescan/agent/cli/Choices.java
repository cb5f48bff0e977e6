package dev.imagescan.agent.cli;

import dev.imagescan.agent.report.Format;
import dev.imagescan.agent.report.MountReport;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns a word that a user typed into one of a few, and helps where it is none of them. */
final class Choices {

  private static final int TYPO = 3;

  private Choices() {}

  /** Reads the formats of an inspection. */
  static final class Formats implements ITypeConverter<Format> {
    @Override
    public Format convert(String word) {
      return Format.of(word)
          .orElseThrow(() -> new TypeConversionException(unknown(word, Format.ids())));
    }
  }

  /** Reads the forms of a mount table. */
  static final class Forms implements ITypeConverter<MountReport.Form> {
    @Override
    public MountReport.Form convert(String word) {
      return switch (word) {
        case "table" -> MountReport.Form.TABLE;
        case "json" -> MountReport.Form.JSON;
        default -> throw new TypeConversionException(unknown(word, List.of("table", "json")));
      };
    }
  }

  /** What to say of a word that is none of the choices. */
  static String unknown(String word, List<String> choices) {
    String given = word.toLowerCase(Locale.ROOT);
    String all = "'%s' is not one of %s".formatted(word, String.join(", ", choices));
    return choices.stream()
        .filter(choice -> distance(given, choice) <= TYPO || choice.startsWith(given))
        .min(Comparator.comparingInt(choice -> distance(given, choice)))
        .map(choice -> all + "; did you mean '" + choice + "'?")
        .orElse(all);
  }

  /** How many letters must be added, left out or changed to make one word of the other. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      int diagonal = i;
      for (int j = 0; j <= to.length(); j++) {
        int above = row[j];
        if (i == 0 || j == 0) {
          row[j] = i + j;
        } else {
          int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
          row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        }
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}
