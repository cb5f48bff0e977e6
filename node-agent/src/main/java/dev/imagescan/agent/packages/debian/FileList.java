package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The list of a package's files: plain paths as dpkg writes them, or with checksums. */
final class FileList {

  private static final String CHECKSUMS = ".md5sums";

  /** The characters of a checksum and the blanks behind it. */
  private static final int CHECKSUM = 34;

  private static final String COPYRIGHT = "/copyright";
  private static final Pattern COPYRIGHT_OF_PACKAGE =
      Pattern.compile("/?usr/share/doc/[^/]++/copyright");

  private FileList() {}

  /**
   * Notes all files of a package as its own, and returns the path of the first copyright file among
   * them. The list is at the first of the paths at which there is one.
   */
  static Optional<String> read(Source source, List<String> paths, Package owner) {
    for (String path : paths) {
      Optional<RootFile> list = source.open(path);
      if (list.isPresent()) {
        try (RootFile file = list.get()) {
          return read(new Lines(file), path.endsWith(CHECKSUMS) ? CHECKSUM : 0, source, owner);
        } catch (IOException e) {
          source.problem(path, e);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> read(Lines lines, int skipped, Source source, Package owner)
      throws IOException {
    Optional<String> copyright = Optional.empty();
    String last = null;
    for (String line = lines.next(); line != null; line = lines.next()) {
      String path = line.substring(Math.min(skipped, line.length()));
      // A directory stands before what is in it, and belongs to many packages.
      if (last != null && !path.startsWith(last + "/")) {
        source.owns(owner, last);
      }
      if (copyright.isEmpty()
          && path.endsWith(COPYRIGHT)
          && COPYRIGHT_OF_PACKAGE.matcher(path).matches()) {
        copyright = Optional.of(path);
      }
      last = path;
    }
    if (last != null) {
      source.owns(owner, last);
    }
    return copyright;
  }
}
