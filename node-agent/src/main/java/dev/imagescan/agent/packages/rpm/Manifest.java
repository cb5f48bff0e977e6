package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What Azure Linux (Mariner) leaves of the database in images without rpm: a line a package, its
 * fields between tabs.
 *
 * @see <a
 *     href="https://github.com/microsoft/azurelinux/blob/2.0/toolkit/docs/how_it_works/5_misc.md">
 *     Azure Linux toolkit, miscellaneous tasks</a>
 */
final class Manifest {

  private static final int NAME = 0;
  private static final int VERSION = 1;
  private static final int EPOCH = 5;
  private static final int ARCHITECTURE = 7;
  private static final int SOURCE = 9;
  private static final int FIELDS = 10;

  private static final String NONE = "(none)";

  private Manifest() {}

  /** Hands over the packages; malformed, after all lines, when one is none. */
  static void read(InputStream in, Consumer<InstalledPackage> packages) throws IOException {
    Lines lines = new Lines(in);
    boolean strange = false;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isEmpty()) {
        Optional<InstalledPackage> found = of(line.split("\t", FIELDS + 1));
        found.ifPresent(packages);
        strange |= found.isEmpty();
      }
    }
    if (strange) {
      throw new MalformedException(Unreadable.MALFORMED);
    }
  }

  private static Optional<InstalledPackage> of(String[] fields) {
    return fields.length < FIELDS
        ? Optional.empty()
        : InstalledPackage.of(
            fields[NAME],
            fields[EPOCH].equals(NONE) ? "" : fields[EPOCH],
            fields[VERSION],
            fields[ARCHITECTURE],
            fields[SOURCE]);
  }
}
