package dev.imagescan.agent.layers;

import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The files of an image store, each read as carefully as a container's. */
final class StoreFiles implements AutoCloseable {

  private static final Budget.Limits LIMITS =
      new Budget.Limits(10_000, 128 << 20, 64 << 20, 16, Duration.ofSeconds(10));

  private final LayeredRoot root;

  /** Reads below a directory, which stays the caller's. */
  StoreFiles(Fd directory) {
    this.root = new LayeredRoot(List.of(directory), Optional.empty(), new Budget(LIMITS));
  }

  /**
   * Opens a file.
   *
   * @throws ImageFormatException when it is missing
   */
  RootFile open(String path, String what) throws IOException {
    try {
      return root.open(path);
    } catch (UnreadableException e) {
      throw new ImageFormatException(
          e.why() == Unreadable.NOT_FOUND
              ? what + " is not in the runtime's store"
              : what + " cannot be read from the runtime's store: " + e.why().sentence());
    }
  }

  /** The whole of a file that is not longer. */
  byte[] read(String path, int most, String what) throws IOException {
    try (RootFile file = open(path, what)) {
      byte[] content = file.readNBytes(most + 1);
      if (content.length > most) {
        throw new ImageFormatException(what + " is larger than is read");
      }
      return content;
    }
  }

  @Override
  public void close() {
    root.close();
  }
}
