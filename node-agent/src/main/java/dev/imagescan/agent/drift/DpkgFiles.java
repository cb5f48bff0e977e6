package dev.imagescan.agent.drift;

import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * dpkg's lists of files and of their checksums, one of each a package; of images that were put
 * together without dpkg there are the checksums alone.
 *
 * @see <a href="https://manpages.debian.org/bookworm/dpkg-dev/deb-md5sums.5.en.html">deb-md5sums(5)
 *     </a>
 */
final class DpkgFiles {

  private static final List<String> DIRECTORIES =
      List.of("var/lib/dpkg/info", "var/lib/dpkg/status.d");
  private static final String TYPE = "deb";
  private static final String LIST = ".list";
  private static final String SUMS = ".md5sums";
  private static final int DIGITS = 32;

  private DpkgFiles() {}

  /** Notes what dpkg says of the files that are asked about. */
  static void read(Root root, Claims claims) throws IOException {
    for (String directory : DIRECTORIES) {
      List<String> sums = new ArrayList<>();
      for (String name : names(root, directory)) {
        if (name.endsWith(LIST)) {
          list(root, directory + "/" + name, claims);
        } else if (name.endsWith(SUMS)) {
          sums.add(directory + "/" + name);
        }
      }
      for (String file : sums) {
        sums(root, file, claims);
      }
    }
  }

  private static List<String> names(Root root, String directory) throws UnreadableException {
    try {
      return root.list(directory);
    } catch (UnreadableException e) {
      if (e.why() == Unreadable.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private static void list(Root root, String path, Claims claims) throws IOException {
    String owner = owner(path, LIST);
    try (RootFile file = root.open(path)) {
      Lines lines = new Lines(file);
      for (String line = lines.next(); line != null; line = lines.next()) {
        claims.owner(line, TYPE, owner);
      }
    }
  }

  private static void sums(Root root, String path, Claims claims) throws IOException {
    String owner = owner(path, SUMS);
    try (RootFile file = root.open(path)) {
      Lines lines = new Lines(file);
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (line.length() > DIGITS + 2 && claims.wants(line.substring(DIGITS + 2))) {
          String name = line.substring(DIGITS + 2);
          claims.owner(name, TYPE, owner);
          claims.checksum(name, TYPE, owner, new Claims.Checksum("MD5", line.substring(0, DIGITS)));
        }
      }
    }
  }

  /** The package that a list is named after, without its architecture. */
  private static String owner(String path, String suffix) {
    String name = path.substring(path.lastIndexOf('/') + 1, path.length() - suffix.length());
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
