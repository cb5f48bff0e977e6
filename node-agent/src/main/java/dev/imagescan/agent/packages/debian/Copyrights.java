package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The copyright files of one database's packages: each package's own, or, where its folder has
 * none, one that the package's list of files names in another folder. Files of the same content,
 * which the packages of one source have, are understood once.
 */
final class Copyrights {

  /** The longest copyright file that is read; Boost's has 2 MB. */
  static final int MAX_BYTES = 4 << 20;

  /** Tells contents apart: two that agree in all three are the same but for an attack on itself. */
  private record Fingerprint(int length, long crc, int hash) {}

  private final Source source;
  private final Map<Fingerprint, License> known = new HashMap<>();

  Copyrights(Source source) {
    this.source = source;
  }

  /** The licence of a package, among whose files there may be a copyright file elsewhere. */
  License of(String name, Optional<String> listed) {
    return at("usr/share/doc/" + name + "/copyright")
        .or(() -> listed.flatMap(this::at))
        .orElse(License.UNKNOWN);
  }

  /** The licence that the file at this path states; empty when there is no such file. */
  private Optional<License> at(String path) {
    return source.open(path).map(file -> read(path, file));
  }

  private License read(String path, RootFile opened) {
    try (RootFile file = opened) {
      byte[] content = file.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        source.problem(path, Unreadable.TOO_LARGE);
        return License.UNKNOWN;
      }
      return known.computeIfAbsent(fingerprint(content), _ -> CopyrightFile.read(content));
    } catch (IOException e) {
      source.problem(path, e);
      return License.UNKNOWN;
    }
  }

  private static Fingerprint fingerprint(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return new Fingerprint(content.length, crc.getValue(), Arrays.hashCode(content));
  }
}
