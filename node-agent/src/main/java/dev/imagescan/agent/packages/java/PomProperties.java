package dev.imagescan.agent.packages.java;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Maven notes down in an archive about the artifact that it built. */
final class PomProperties {

  private static final Set<String> WANTED = Set.of("groupId", "artifactId", "version");

  /** Honest ones have five lines. */
  private static final int MAX_BYTES = 16 << 10;

  private PomProperties() {}

  /** The coordinates, if all three are there. */
  static Optional<Coordinates> read(InputStream in) throws IOException {
    Map<String, String> values = new HashMap<>();
    String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    for (String line : (Iterable<String>) text.lines()::iterator) {
      int split = line.indexOf('=') < 0 ? line.indexOf(':') : line.indexOf('=');
      String name = line.substring(0, Math.max(split, 0)).strip();
      if (WANTED.contains(name)) {
        values.put(name, line.substring(split + 1).strip());
      }
    }
    return Coordinates.of(values.get("groupId"), values.get("artifactId"), values.get("version"))
        .filter(found -> !found.group().isEmpty());
  }
}
