package dev.imagescan.agent.drift;

import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The files in apk's database: a directory (F), the files in it (R), and behind each file its
 * checksum (Z), Q1 before one of SHA-1 and Q2 before one of SHA-256.
 *
 * @see <a href="https://wiki.alpinelinux.org/wiki/Apk_spec">Apk specification</a>
 */
final class ApkFiles {

  private static final List<String> DATABASES =
      List.of("lib/apk/db/installed", "usr/lib/apk/db/installed");
  private static final String TYPE = "apk";

  private final Claims claims;
  private String owner = "";
  private String directory = "";
  private String file = "";

  private ApkFiles(Claims claims) {
    this.claims = claims;
  }

  /** Notes what apk says of the files that are asked about. */
  static void read(Root root, Claims claims) throws IOException {
    for (String database : DATABASES) {
      try (RootFile opened = root.open(database)) {
        Lines lines = new Lines(opened);
        ApkFiles files = new ApkFiles(claims);
        for (String line = lines.next(); line != null; line = lines.next()) {
          files.line(line);
        }
      } catch (UnreadableException e) {
        if (e.why() != Unreadable.NOT_FOUND) {
          throw e;
        }
      }
    }
  }

  private void line(String line) {
    String value = line.length() < 2 ? "" : line.substring(2).strip();
    switch (line.isEmpty() ? '\n' : line.charAt(0)) {
      case '\n' -> owner = directory = file = "";
      case 'P' -> owner = value;
      case 'F' -> directory = value.isEmpty() ? "" : value + "/";
      case 'R' -> {
        file = directory + value;
        claims.owner(file, TYPE, owner);
      }
      case 'Z' -> {
        if (claims.wants(file)) {
          checksum(value);
        }
      }
      default -> {}
    }
  }

  private void checksum(String value) {
    String algorithm = value.startsWith("Q1") ? "SHA-1" : value.startsWith("Q2") ? "SHA-256" : null;
    if (algorithm != null) {
      try {
        byte[] digest = Base64.getDecoder().decode(value.substring(2));
        String hex = HexFormat.of().formatHex(digest);
        claims.checksum(file, TYPE, owner, new Claims.Checksum(algorithm, hex));
      } catch (IllegalArgumentException e) {
        // A checksum that is none says nothing.
      }
    }
  }
}
