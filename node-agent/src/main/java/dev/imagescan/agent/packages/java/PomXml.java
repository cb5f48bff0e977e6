package dev.imagescan.agent.packages.java;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a project's pom.xml says of it.
 *
 * @param values of the elements right below the project's, the parent's (as {@code parent.version})
 *     and the properties' (by their own names)
 * @param licenses as they are declared
 */
record PomXml(Map<String, String> values, List<Declared> licenses) {

  /** A licence by its name and address, either of which may be missing. */
  record Declared(String name, String url) {}

  private static final int MAX_LENGTH = 4096;

  PomXml {
    values = Map.copyOf(values);
    licenses = List.copyOf(licenses);
  }

  /** How many characters its values have. */
  int length() {
    return values.values().stream().mapToInt(String::length).sum();
  }

  /** Its coordinates, what is missing taken from its parent; empty when they are not all known. */
  Optional<Coordinates> coordinates() {
    return Coordinates.of(
        replaced(values.getOrDefault("project.groupId", values.get("project.parent.groupId"))),
        replaced(values.get("project.artifactId")),
        replaced(values.getOrDefault("project.version", values.get("project.parent.version"))));
  }

  /** The project that it inherits from, if it has one. */
  Optional<Coordinates> parent() {
    return Coordinates.of(
        replaced(values.get("project.parent.groupId")),
        replaced(values.get("project.parent.artifactId")),
        replaced(values.get("project.parent.version")));
  }

  /** Properties may hold properties; who nests them deeper than that wants to be slow. */
  private String replaced(String text) {
    UnaryOperator<String> once =
        value -> value == null || !value.contains("${") ? value : replacedOnce(value);
    return once.andThen(once).andThen(once).apply(text);
  }

  private String replacedOnce(String text) {
    StringBuilder replaced = new StringBuilder();
    int at = 0;
    for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
      int close = text.indexOf('}', open);
      if (close < 0 || replaced.length() > MAX_LENGTH) {
        break;
      }
      replaced.append(text, at, open).append(property(text.substring(open + 2, close)));
      at = close + 1;
    }
    return replaced.append(text, at, text.length()).toString();
  }

  private String property(String name) {
    String full = name.startsWith("pom.") ? "project." + name.substring(4) : name;
    for (String key : List.of(full, "project." + full)) {
      String value = values.get(key);
      if (value == null && key.startsWith("project.")) {
        value = values.get("project.parent." + key.substring("project.".length()));
      }
      if (value != null) {
        return value;
      }
    }
    return "${" + name + "}";
  }
}
