package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.FileCapabilities;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Compares files of an image with those that a container has instead. The container's are read
 * through the overlay: one whose mode alone was changed may have its content in the image's layer
 * still. Times say nothing, since a container sets them as it likes.
 *
 * @param image the files of the image
 * @param container the overlay as it is mounted
 */
record Contents(LayeredRoot image, LayeredRoot container) {

  private static final int CHUNK = 64 << 10;

  /** What the container's program at a path gives to whoever runs it. */
  Optional<FileCapabilities> gives(String path, Stat now) throws UnreadableException {
    return isProgram(now) ? container.capabilities(path) : Optional.empty();
  }

  /** What the image's gave. */
  Optional<FileCapabilities> gave(String path, Stat before) throws UnreadableException {
    return isProgram(before) ? image.capabilities(path) : Optional.empty();
  }

  /** Nobody can run anything else. */
  private static boolean isProgram(Stat stat) {
    return stat.isRegular() && stat.isExecutable();
  }

  /** Whether two nodes of the same type and size at a path are not the same. */
  boolean differ(String path, Stat before, Stat now) throws UnreadableException {
    if (!before.isTypeOf(now)) {
      return true;
    }
    if (now.isRegular()) {
      return before.size() != now.size() || bytesDiffer(path);
    }
    if (now.isSymbolicLink()) {
      return !image.target(path).equals(container.target(path));
    }
    return !before.specialDevice().equals(now.specialDevice());
  }

  private boolean bytesDiffer(String path) throws UnreadableException {
    try (RootFile before = image.open(path);
        RootFile now = container.open(path)) {
      byte[] first = new byte[CHUNK];
      byte[] second = new byte[CHUNK];
      int count;
      do {
        count = before.readNBytes(first, 0, CHUNK);
        int other = now.readNBytes(second, 0, CHUNK);
        if (!Arrays.equals(first, 0, count, second, 0, other)) {
          return true;
        }
      } while (count == CHUNK);
      return false;
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("a file of a root fails in one way only", e);
    }
  }
}
