package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.rpm.Header.Strings;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The files of a package: base names, and for each the number of its directory. Packages from
 * before 2000 have whole paths.
 */
final class InstalledFiles {

  private static final int MAX_FILES = 200_000;
  private static final int MAX_DIRECTORIES = 100_000;

  /** Longer paths are not opened. */
  private static final int MAX_PATH = 4096;

  /**
   * How much longer all paths may be than the header: an honest one also holds a checksum, an
   * owner, times and modes for each file.
   */
  private static final int MAX_GROWTH = 4;

  /** Takes files with their numbers among the package's own. */
  interface Numbered {

    /** The next file; numbers that are left out have no path of use. */
    void file(int number, String path);
  }

  private final Header header;
  private final Numbered files;
  private long left;
  private int number;

  private InstalledFiles(Header header, Numbered files) {
    this.header = header;
    this.files = files;
    this.left = (long) MAX_GROWTH * header.length();
  }

  /**
   * Hands over all paths.
   *
   * @throws MalformedException after those that made sense, when some do not
   */
  static void each(Header header, Consumer<String> files) throws MalformedException {
    numbered(header, (_, path) -> files.accept(path));
  }

  /**
   * The same with the number of each, by which a package's other tags tell of it.
   *
   * @throws MalformedException as {@link #each}
   */
  static void numbered(Header header, Numbered files) throws MalformedException {
    InstalledFiles all = new InstalledFiles(header, files);
    if (header.has(Tag.BASENAMES)) {
      all.inDirectories();
    } else if (header.has(Tag.OLDFILENAMES)) {
      all.wholePaths();
    }
  }

  private void inDirectories() throws MalformedException {
    Strings names = header.strings(Tag.BASENAMES).orElseThrow(MalformedException::new);
    Strings directories = header.strings(Tag.DIRNAMES).orElseThrow(MalformedException::new);
    int[] starts = starts(directories);
    String directory = "";
    long known = -1;
    int count = Math.min(MAX_FILES, header.numbers(Tag.DIRINDEXES));
    for (int i = 0; i < count && names.hasNext(); i++) {
      long next = header.number(Tag.DIRINDEXES, i).orElse(starts.length);
      MalformedException.unless(next < starts.length);
      if (next != known) {
        known = next;
        directory = directories.at(starts[(int) known], MAX_PATH);
        spend(directory);
      }
      String name = names.next(MAX_PATH);
      MalformedException.unless(directory != null && name != null);
      own(directory + name);
    }
    MalformedException.unless(count == MAX_FILES || !names.hasNext());
  }

  private static int[] starts(Strings directories) {
    int[] starts = new int[16];
    int count = 0;
    for (; count < MAX_DIRECTORIES && directories.hasNext(); count++) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count] = directories.position();
      directories.skip();
    }
    return Arrays.copyOf(starts, count);
  }

  private void wholePaths() throws MalformedException {
    Strings paths = header.strings(Tag.OLDFILENAMES).orElseThrow(MalformedException::new);
    for (int i = 0; i < MAX_FILES && paths.hasNext(); i++) {
      String path = paths.next(MAX_PATH);
      MalformedException.unless(path != null);
      own(path);
    }
  }

  private void own(String path) throws MalformedException {
    spend(path);
    if (path.length() > 1 && path.length() <= MAX_PATH) {
      files.file(number, path);
    }
    number++;
  }

  private void spend(String path) throws MalformedException {
    left -= path == null ? 0 : path.length() + 1;
    MalformedException.unless(left >= 0);
  }
}
