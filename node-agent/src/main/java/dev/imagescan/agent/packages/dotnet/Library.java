package dev.imagescan.agent.packages.dotnet;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A library by its name and version, as NuGet and .deps.json files write them with a slash between
 * them.
 */
record Library(String name, String version) {

  private static final Pattern NAME = Pattern.compile("[\\w.+-]{1,200}");
  private static final Pattern VERSION = Pattern.compile("\\d[\\w.+-]{0,200}");

  /** The library of these names, if they can be some. */
  static Optional<Library> of(String name, String version) {
    return name != null
            && version != null
            && NAME.matcher(name).matches()
            && VERSION.matcher(version).matches()
        ? Optional.of(new Library(name, version))
        : Optional.empty();
  }

  /** The library that a key stands for; empty when it has no proper version. */
  static Optional<Library> of(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? Optional.empty() : of(key.substring(0, slash), key.substring(slash + 1));
  }
}
