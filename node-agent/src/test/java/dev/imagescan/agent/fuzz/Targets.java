package dev.imagescan.agent.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** All targets. */
final class Targets {

  static final List<Target> ALL =
      Stream.of(
              SystemTargets.all(),
              LanguageTargets.all(),
              BinaryTargets.all(),
              TextTargets.all(),
              ArchiveTargets.all())
          .flatMap(List::stream)
          .toList();

  private Targets() {}

  static Target named(String name) {
    return ALL.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no target is named " + name));
  }
}
