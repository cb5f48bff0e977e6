package dev.imagescan.agent.packages.java;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Implementation-Title as Gradle's Nebula plugins write it: {@code group#artifact;version}. */
final class IvyTitle {

  private static final Pattern FORM =
      Pattern.compile("(?<group>[^#;\\s]+)#(?<artifact>[^#;\\s]+);(?<version>[^#;\\s]+)");

  private IvyTitle() {}

  static Optional<Coordinates> of(String title) {
    Matcher matcher = FORM.matcher(title);
    return matcher.matches()
        ? Coordinates.of(
            matcher.group("group"), matcher.group("artifact"), matcher.group("version"))
        : Optional.empty();
  }
}
