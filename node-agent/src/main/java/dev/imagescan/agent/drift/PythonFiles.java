package dev.imagescan.agent.drift;

import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The RECORD that pip keeps of each package's files, beside the folders of packages in which files
 * are asked about.
 *
 * @see <a
 *     href="https://packaging.python.org/en/latest/specifications/recording-installed-packages/">
 *     Recording installed projects</a>
 */
final class PythonFiles {

  private static final Pattern IN_PACKAGES = Pattern.compile("(.*/(?:site|dist)-packages)/.+");
  private static final Pattern FOLDER = Pattern.compile("([^-]+)-[^/]*\\.dist-info");
  private static final Pattern LINE =
      Pattern.compile("\"?([^\",]+)\"?,sha256=([A-Za-z0-9_-]{43})=?,\\d*");
  private static final String TYPE = "pypi";

  private PythonFiles() {}

  /** Notes what pip says of those of the paths that are in folders of its packages. */
  static void read(Root root, Collection<String> paths, Claims claims) throws IOException {
    Set<String> folders = new TreeSet<>();
    for (String path : paths) {
      Matcher matcher = IN_PACKAGES.matcher(path);
      if (matcher.matches()) {
        folders.add(matcher.group(1));
      }
    }
    for (String folder : folders) {
      try {
        for (String name : root.list(folder)) {
          Matcher matcher = FOLDER.matcher(name);
          if (matcher.matches()) {
            read(root, folder, name, matcher.group(1), claims);
          }
        }
      } catch (UnreadableException e) {
        requireAbsent(e);
      }
    }
  }

  private static void read(Root root, String folder, String name, String owner, Claims claims)
      throws IOException {
    try (RootFile file = root.open(folder + "/" + name + "/RECORD")) {
      Lines lines = new Lines(file);
      for (String line = lines.next(); line != null; line = lines.next()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches() && claims.wants(folder + "/" + matcher.group(1))) {
          String path = folder + "/" + matcher.group(1);
          byte[] digest = Base64.getUrlDecoder().decode(matcher.group(2));
          String hex = HexFormat.of().formatHex(digest);
          claims.owner(path, TYPE, owner);
          claims.checksum(path, TYPE, owner, new Claims.Checksum("SHA-256", hex));
        }
      }
    } catch (UnreadableException e) {
      requireAbsent(e);
    }
  }

  private static void requireAbsent(UnreadableException e) throws UnreadableException {
    if (e.why() == Unreadable.BUDGET_SPENT || e.why() == Unreadable.DEADLINE) {
      throw e;
    }
  }
}
