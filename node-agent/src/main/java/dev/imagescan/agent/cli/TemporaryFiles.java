package dev.imagescan.agent.cli;

import dev.imagescan.agent.archive.Temporary;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Temporary files without a name: each is unlinked as soon as it is open, so that nothing stays of
 * it, however the program ends.
 *
 * @param path the directory they are made in
 * @param room how many bytes they may take
 */
record TemporaryFiles(Path path, long room) implements Temporary {

  /** Large temporary files go where they outlive a restart, as that is seldom memory. */
  private static final Path LASTING = Path.of("/var/tmp");

  private static final int RANDOM_BYTES = 16;

  /** In the directory that the environment names, or else in the system's. */
  static TemporaryFiles ofUser(String tmpdir) {
    Path path = LASTING;
    if (tmpdir != null && !tmpdir.isEmpty()) {
      path = Path.of(tmpdir);
    } else if (!Files.isWritable(LASTING)) {
      path = Path.of(System.getProperty("java.io.tmpdir"));
    }
    try {
      // A tenth is left to others, who must not fail because an image is large.
      return new TemporaryFiles(path, Files.getFileStore(path).getUsableSpace() / 10 * 9);
    } catch (IOException e) {
      return new TemporaryFiles(path, 0);
    }
  }

  @Override
  public FileChannel create() throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    try {
      return FileChannel.open(
          path.resolve("imagescan-" + HexFormat.of().formatHex(random)),
          java.util.Set.of(
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw new IOException(
          "no temporary file can be made in "
              + path
              + "; set TMPDIR to a directory that can be"
              + " written to",
          e);
    }
  }

  @Override
  public String directory() {
    return path.toString();
  }
}
