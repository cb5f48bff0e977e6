package dev.imagescan.agent.licenses;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A licence's template as SPDX writes it, made into the code of a {@link TextIndex}.
 *
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/license-matching-guidelines-and-templates/">
 *     SPDX 2.3, annex B.4</a>
 */
final class Template {

  private static final Pattern TAG =
      Pattern.compile("<<(beginOptional|endOptional|var;.*?)>>", Pattern.DOTALL);
  private static final Pattern MATCH = Pattern.compile("match=\"(.*)\"$", Pattern.DOTALL);
  private static final Pattern ANY =
      Pattern.compile("\\.\\{(\\d+),(\\d+)}|\\.[+*]|\\[\\^\\.]\\+|\\)\\*");

  /** A word that was parted at the end of a line before the lines were joined. */
  private static final Pattern BROKEN =
      Pattern.compile("(?<=[a-z])-\\s+(?=[a-z])|(?<=[A-Z])-\\s+(?=[A-Z]{2})");

  private final ToIntFunction<Integer> numbers;
  private final List<Character> code = new ArrayList<>();
  private int required;

  /**
   * @param numbers the number of a word's hash
   */
  Template(String template, ToIntFunction<Integer> numbers) {
    this.numbers = numbers;
    Deque<Integer> open = new ArrayDeque<>();
    Matcher tag = TAG.matcher(template);
    int from = 0;
    while (tag.find()) {
      words(template.substring(from, tag.start()), open.isEmpty());
      from = tag.end();
      switch (tag.group(1)) {
        case "beginOptional" -> {
          open.push(code.size());
          sign(Code.OPEN, 0);
        }
        case "endOptional" -> close(open.pop());
        default -> gap(tag.group(1));
      }
    }
    words(template.substring(from), open.isEmpty());
    trim();
  }

  char[] code() {
    char[] chars = new char[code.size()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = code.get(i);
    }
    return chars;
  }

  /** How many words are not optional. */
  int required() {
    return required;
  }

  private void words(String text, boolean counts) {
    TextWords.each(
        PlainWords.of(BROKEN.matcher(text).replaceAll("")),
        (hash, _, _) -> {
          code.add((char) numbers.applyAsInt(hash));
          required += counts ? 1 : 0;
        });
  }

  private void close(int start) {
    if (code.size() == start + Code.SIGN_LENGTH) {
      code.subList(start, code.size()).clear();
      return;
    }
    int length = code.size() + Code.SIGN_LENGTH - start;
    sign(Code.CLOSE, length);
    code.set(start + 1, (char) length);
  }

  private void gap(String variable) {
    int max = max(variable);
    int size = code.size();
    if (max > 0 && size > 0 && code.get(size - 1) == Code.GAP) {
      code.set(size - 2, (char) (code.get(size - 2) + max));
    } else if (max > 0) {
      sign(Code.GAP, max);
    }
  }

  /** At most how many words stand in a variable's place. */
  private static int max(String variable) {
    Matcher match = MATCH.matcher(variable.strip());
    if (!match.find()) {
      throw new IllegalArgumentException("a variable without a pattern: " + variable);
    }
    String pattern = match.group(1);
    Matcher any = ANY.matcher(pattern);
    if (!any.find()) {
      int most = 0;
      for (String choice : pattern.split("\\|")) {
        most = Math.max(most, count(choice));
      }
      return most;
    }
    if (any.group(2) == null) {
      return 40;
    }
    int length = Integer.parseInt(any.group(2));
    return length > 1000 ? 400 : 2 + length / 10 + (length > 30 ? 8 : 0);
  }

  private static int count(String pattern) {
    int[] words = {0};
    TextWords.each(
        PlainWords.of(pattern.replaceAll("\\\\s[+*]", " ").replaceAll("[()?\\\\]", " ")),
        (_, _, _) -> words[0]++);
    return words[0];
  }

  /** Leaves out gaps at either end: what stands before and behind a licence is nobody's. */
  private void trim() {
    while (code.size() >= Code.SIGN_LENGTH && code.getFirst() == Code.GAP) {
      code.subList(0, Code.SIGN_LENGTH).clear();
    }
    while (code.size() >= Code.SIGN_LENGTH && code.getLast() == Code.GAP) {
      code.subList(code.size() - Code.SIGN_LENGTH, code.size()).clear();
    }
  }

  private void sign(char sign, int number) {
    code.add(sign);
    code.add((char) number);
    code.add(sign);
  }
}
