package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The copyright files of one root: each package's own, or, where its folder has none, one that the
 * package's list of files names in another folder. Files of the same content, which the packages of
 * one source have, are understood once.
 */
final class Copyrights {

  /** The longest copyright file that is read; Boost's has 2 MB. */
  static final int MAX_BYTES = 4 << 20;

  private static final Pattern COPYRIGHT_IN_LIST =
      Pattern.compile("[0-9a-f]{32} {2}(?<path>usr/share/doc/[^/]++/copyright)");

  /** Tells contents apart: two that agree in all three are the same but for an attack on itself. */
  private record Fingerprint(int length, long crc, int hash) {}

  private final Root root;
  private final Catalogue.Builder catalogue;
  private final Map<Fingerprint, License> known = new HashMap<>();
  private boolean spent;

  Copyrights(Root root, Catalogue.Builder catalogue) {
    this.root = root;
    this.catalogue = catalogue;
  }

  /** The licence of a package, whose list of files may be at one of these paths. */
  License of(InstalledPackage installed, List<String> fileLists) {
    License license = at("usr/share/doc/" + installed.name() + "/copyright");
    for (int i = 0; license == null && i < fileLists.size(); i++) {
      String path = pathIn(fileLists.get(i));
      license = path == null ? null : at(path);
    }
    return license == null ? License.UNKNOWN : license;
  }

  /** The licence that the file at this path states; null when there is no such file. */
  private License at(String path) {
    if (spent) {
      return License.UNKNOWN;
    }
    try (RootFile file = root.open(path)) {
      byte[] content = file.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new UnreadableException(path, Unreadable.TOO_LARGE);
      }
      return known.computeIfAbsent(fingerprint(content), _ -> CopyrightFile.read(content));
    } catch (IOException e) {
      return passedOver(path, e) == Unreadable.NOT_FOUND ? null : License.UNKNOWN;
    }
  }

  /** The path of a copyright file in a list of files; null when there is none. */
  private String pathIn(String fileList) {
    if (spent) {
      return null;
    }
    try (RootFile file = root.open(fileList)) {
      Lines lines = new Lines(file);
      for (String line = lines.next(); line != null; line = lines.next()) {
        Matcher matcher = COPYRIGHT_IN_LIST.matcher(line);
        if (matcher.matches()) {
          return matcher.group("path");
        }
      }
    } catch (IOException e) {
      passedOver(fileList, e);
    }
    return null;
  }

  private Unreadable passedOver(String path, IOException e) {
    Unreadable why = catalogue.passedOverUnlessAbsent(path, e);
    spent |= why == Unreadable.BUDGET_SPENT || why == Unreadable.DEADLINE;
    return why;
  }

  private static Fingerprint fingerprint(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return new Fingerprint(content.length, crc.getValue(), Arrays.hashCode(content));
  }
}
