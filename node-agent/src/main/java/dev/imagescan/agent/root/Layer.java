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
import java.util.List;
import java.util.Optional;

/**
 * One layer's part of a directory: a plain directory on the host, of which one name at a time is
 * looked at and no link followed.
 *
 * @param number 0 is the topmost layer
 * @param directory opened with O_PATH
 * @param named whether files of certain names are marks, as for fuse-overlayfs
 */
record Layer(int number, Fd directory, boolean named) implements AutoCloseable {

  private static final long RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

  /** An image's tar may set {@code user.overlay.opaque}, which overlays of a node do not heed. */
  private static final String OPAQUE = "trusted.overlay.opaque";

  /** The mark for a name that the layer removes begins so, and goes on with the name. */
  private static final String WHITEOUT = ".wh.";

  private static final String OPAQUE_FILE = ".wh..wh..opq";

  /** Which fuse-overlayfs does heed. */
  private static final List<String> OPAQUE_OF_USERS =
      List.of("user.fuseoverlayfs.opaque", "user.overlay.opaque");

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
    return isMark(name) ? Optional.empty() : itself(name);
  }

  private Optional<Layer> itself(String name) throws LinuxException {
    return Open.ifThere(directory, name, O_PATH | O_NOFOLLOW, RESOLVE)
        .map(fd -> new Layer(number, fd, named));
  }

  /** Whether an entry of that name only says something of others. */
  boolean isMark(String name) {
    return named && name.startsWith(WHITEOUT);
  }

  /** The name that such an entry removes. */
  static String unmarked(String name) {
    return name.substring(WHITEOUT.length());
  }

  /** Whether the layer has such an entry for a name. */
  boolean marksRemoved(String name) throws LinuxException {
    return named && isThere(WHITEOUT + name);
  }

  private boolean isThere(String name) throws LinuxException {
    Optional<Layer> entry = itself(name);
    entry.ifPresent(Layer::close);
    return entry.isPresent();
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
      return named
          ? isThere(OPAQUE_FILE) || OPAQUE_OF_USERS.stream().anyMatch(this::isMarked)
          : isMarked(OPAQUE);
    } catch (LinuxException e) {
      return false;
    }
  }

  private boolean isMarked(String attribute) {
    try {
      return Read.attribute(directory, attribute).equals("y");
    } catch (LinuxException e) {
      return false;
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
