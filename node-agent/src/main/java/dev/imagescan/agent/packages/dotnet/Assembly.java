package dev.imagescan.agent.packages.dotnet;

import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an assembly of .NET says of itself, which is mostly the name of the package it is from. */
final class Assembly {

  /** The numbers, and a pre-release's name; the commit behind a plus is not part of a version. */
  private static final Pattern VERSION =
      Pattern.compile("v?(?<version>\\d+(?:\\.\\d+)*(?:-[\\w.-]+)?)");

  private Assembly() {}

  /** The library that a file is; empty when it is no assembly, or has no version. */
  static Optional<Library> of(String path, RootFile file) throws IOException {
    Optional<PortableExecutable> program = PortableExecutable.of(new FileImage(path, file));
    if (program.filter(PortableExecutable::isManaged).isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> texts = program.get().version();
    String name = stem(path.substring(path.lastIndexOf('/') + 1));
    String stated = stem(texts.getOrDefault("OriginalFilename", ""));
    return version(texts).flatMap(version -> Library.of(stated.isEmpty() ? name : stated, version));
  }

  private static Optional<String> version(Map<String, String> texts) {
    return numbers(texts.getOrDefault("ProductVersion", ""))
        .or(() -> numbers(texts.getOrDefault("FileVersion", "")));
  }

  private static Optional<String> numbers(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.lookingAt() ? Optional.of(matcher.group("version")) : Optional.empty();
  }

  private static String stem(String fileName) {
    return fileName.replaceFirst("(?i)\\.(?:dll|exe)$", "");
  }
}
