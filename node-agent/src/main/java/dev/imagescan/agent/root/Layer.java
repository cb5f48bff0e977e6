package dev.imagescan.agent.root;

import static dev.imagescan.agent.linux.Open.O_NOFOLLOW;
import static dev.imagescan.agent.linux.Open.O_PATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_BENEATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_MAGICLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_XDEV;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Stat;
import java.io.IOException;
import java.util.Optional;

/**
 * One layer's part of a directory: a plain directory on the host, of which one name at a time is
 * looked at and no link followed.
 *
 * @param number 0 is the topmost layer
 * @param directory opened with O_PATH
 */
record Layer(int number, Fd directory) implements AutoCloseable {

  private static final long RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

  /** An image's tar may set {@code user.overlay.opaque}, which overlays of a node do not heed. */
  private static final String OPAQUE = "trusted.overlay.opaque";

  /** Whether an opaque directory's mark can be read here at all. */
  static boolean canReadOpaque() {
    try {
      return Self.isSysAdmin();
    } catch (IOException e) {
      return false;
    }
  }

  /** The entry of that name itself, of whatever type. */
  Optional<Layer> child(String name) throws LinuxException {
    return Open.ifThere(directory, name, O_PATH | O_NOFOLLOW, RESOLVE)
        .map(fd -> new Layer(number, fd));
  }

  /** What it is; nobody has to close it when that cannot be told. */
  Stat statOrClose() throws LinuxException {
    try {
      return Stat.of(directory);
    } catch (LinuxException e) {
      close();
      throw e;
    }
  }

  /** Whether the layer has a mark here that removes the name from the layers below. */
  boolean whitesOut(String name) throws LinuxException {
    Optional<Layer> child = child(name);
    if (child.isEmpty()) {
      return false;
    }
    try (Layer entry = child.get()) {
      return Stat.of(entry.directory()).isWhiteout();
    }
  }

  /** Whether this directory is marked to hide those of the layers below. */
  boolean isOpaque() {
    try {
      return Read.attribute(directory, OPAQUE).equals("y");
    } catch (LinuxException e) {
      return false;
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
