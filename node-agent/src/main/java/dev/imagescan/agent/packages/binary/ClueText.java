package dev.imagescan.agent.packages.binary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes a {@link Clue} of the writing that the table of well-known programs uses. */
final class ClueText {

  /** The version in the file's name, in the table. */
  static final String FILE = "FILE";

  private static final int TRIES = 20_000;

  /** Where a text is allowed to have a gap each try costs more. */
  private static final int TRIES_WITH_GAP = 2_000;

  private static final int AFTER = 384;
  private static final String NUMBER = "[0-9]{1,6}+";

  private sealed interface Part {}

  private record Plain(String text) implements Part {}

  private record Version(String shape) implements Part {}

  private record Gap(int length) implements Part {}

  private record Expression(String regex) implements Part {}

  private ClueText() {}

  /** Reads a clue; {@code versionOfFile} stands for FILE. */
  static Clue parse(String text, String versionOfFile) {
    List<Part> parts = parts(text.replace("\\0", "\0"), versionOfFile);
    int anchor = anchor(parts);
    int gaps = parts.stream().mapToInt(part -> part instanceof Gap(int length) ? length : 0).sum();
    StringBuilder regex = new StringBuilder();
    parts.forEach(part -> regex.append(regex(part)));
    return new Clue(
        ((Plain) parts.get(anchor)).text().getBytes(StandardCharsets.ISO_8859_1),
        anchor == 0 ? 0 : Clue.MAX_BEFORE,
        Math.min(AFTER + gaps, Clue.MAX_AFTER),
        anchor + 1 < parts.size() && parts.get(anchor + 1) instanceof Version,
        Pattern.compile(regex.toString(), Pattern.DOTALL),
        gaps > 0 ? TRIES_WITH_GAP : TRIES);
  }

  private static List<Part> parts(String text, String versionOfFile) {
    List<Part> parts = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '{') {
        int end = closing(text, i);
        parts.add(braced(text.substring(i + 1, end), versionOfFile));
        i = end + 1;
      } else {
        int brace = text.indexOf('{', i);
        int end = brace < 0 ? text.length() : brace;
        parts.add(new Plain(text.substring(i, end)));
        i = end;
      }
    }
    return parts;
  }

  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("a brace is not closed: " + text);
  }

  private static Part braced(String inner, String versionOfFile) {
    if (inner.startsWith("v:")) {
      return new Version(inner.substring(2).replace(FILE, versionOfFile));
    }
    return inner.startsWith("~")
        ? new Gap(Integer.parseInt(inner.substring(1)))
        : new Expression(inner);
  }

  /** The longest plain part that no gap comes before. */
  private static int anchor(List<Part> parts) {
    int best = -1;
    int longest = 0;
    for (int i = 0; i < parts.size() && !(parts.get(i) instanceof Gap); i++) {
      if (parts.get(i) instanceof Plain(String text) && text.length() > longest) {
        best = i;
        longest = text.length();
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException("a clue needs a plain part: " + parts);
    }
    return best;
  }

  private static String regex(Part part) {
    return switch (part) {
      case Plain(String text) -> Pattern.quote(text);
      case Gap(int length) -> ".{0," + length + "}?";
      case Expression(String regex) -> regex;
      case Version(String shape) ->
          "(?<" + Clue.VERSION + ">" + shape.replace(".", "\\.").replace("#", NUMBER) + ")";
    };
  }
}
