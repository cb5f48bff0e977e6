package dev.imagescan.agent.licenses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A licence expression. Its text, by {@link #toString}, is valid SPDX: ids are canonical, a nested
 * expression stands in brackets where it must, nothing is said twice, and the order is the one in
 * which the licences were named.
 *
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/">SPDX 2.3, annex
 *     D</a>
 */
public sealed interface LicenseExpression {

  /** How long {@link #bounded} is at most. */
  int MAX_LENGTH = 1024;

  /**
   * One licence, perhaps with an exception to it.
   *
   * @param id an id of the SPDX list, with a '+' behind it where later versions are allowed and the
   *     list has no id for that, or a LicenseRef
   * @param exception an exception's id, or null
   */
  record Single(String id, String exception) implements LicenseExpression {
    /** There is an id. */
    public Single {
      if (id.isEmpty()) {
        throw new IllegalArgumentException("a licence has an id");
      }
    }

    @Override
    public String toString() {
      return exception == null ? id : id + " WITH " + exception;
    }
  }

  /** All of these hold; at least two. */
  record All(List<LicenseExpression> parts) implements LicenseExpression {
    /** Copies the parts. */
    public All {
      parts = atLeastTwo(parts);
    }

    @Override
    public String toString() {
      return parts.stream()
          .map(part -> part instanceof Any ? "(" + part + ")" : part.toString())
          .collect(Collectors.joining(" AND "));
    }
  }

  /** Any one of these may be chosen; at least two. */
  record Any(List<LicenseExpression> parts) implements LicenseExpression {
    /** Copies the parts. */
    public Any {
      parts = atLeastTwo(parts);
    }

    @Override
    public String toString() {
      return parts.stream()
          .map(part -> part instanceof All ? "(" + part + ")" : part.toString())
          .collect(Collectors.joining(" OR "));
    }
  }

  /** One licence without an exception. */
  static LicenseExpression of(String id) {
    return new Single(id, null);
  }

  /** All of these, flattened and each once. */
  static LicenseExpression all(List<LicenseExpression> parts) {
    List<LicenseExpression> flat =
        distinct(
            parts.stream()
                .flatMap(
                    part -> part instanceof All(var inner) ? inner.stream() : Stream.of(part)));
    return flat.size() == 1 ? flat.getFirst() : new All(flat);
  }

  /** Any of these, flattened and each once. */
  static LicenseExpression any(List<LicenseExpression> parts) {
    List<LicenseExpression> flat =
        distinct(
            parts.stream()
                .flatMap(
                    part -> part instanceof Any(var inner) ? inner.stream() : Stream.of(part)));
    return flat.size() == 1 ? flat.getFirst() : new Any(flat);
  }

  /** Whether the SPDX list has every licence that is named: no LicenseRef is among them. */
  default boolean listed() {
    return switch (this) {
      case Single(String id, String _) -> !id.startsWith("LicenseRef-");
      case All(var parts) -> parts.stream().allMatch(LicenseExpression::listed);
      case Any(var parts) -> parts.stream().allMatch(LicenseExpression::listed);
    };
  }

  /** Its text, cut to a bound: a hostile file can name any number of licences. */
  default String bounded() {
    return within(MAX_LENGTH).toString();
  }

  /**
   * The same in at most so many characters: what does not fit is left out of the end, and {@code
   * LicenseRef-and-others} in its place says so.
   */
  default LicenseExpression within(int maxLength) {
    if (toString().length() <= maxLength) {
      return this;
    }
    LicenseExpression others = of("LicenseRef-and-others");
    List<LicenseExpression> kept = new ArrayList<>();
    int length = others.toString().length();
    for (LicenseExpression part : this instanceof All(var parts) ? parts : List.of(others)) {
      length += (part instanceof Any ? "()" : "").length() + (part + " AND ").length();
      if (length > maxLength) {
        break;
      }
      kept.add(part);
    }
    kept.add(others);
    return all(kept);
  }

  private static List<LicenseExpression> distinct(Stream<LicenseExpression> parts) {
    Map<Object, LicenseExpression> byMeaning = new LinkedHashMap<>();
    parts.forEach(part -> byMeaning.putIfAbsent(meaning(part), part));
    return List.copyOf(byMeaning.values());
  }

  /** What two expressions have in common that differ only in their order. */
  private static Object meaning(LicenseExpression expression) {
    return switch (expression) {
      case Single single -> single;
      case All(var parts) ->
          List.of(
              "AND", parts.stream().map(LicenseExpression::meaning).collect(Collectors.toSet()));
      case Any(var parts) ->
          List.of("OR", parts.stream().map(LicenseExpression::meaning).collect(Collectors.toSet()));
    };
  }

  private static List<LicenseExpression> atLeastTwo(List<LicenseExpression> parts) {
    Objects.checkIndex(1, parts.size());
    return List.copyOf(parts);
  }
}
