package dev.imagescan.agent.root;

import static dev.imagescan.agent.linux.Open.RESOLVE_IN_ROOT;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_MAGICLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_SYMLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_XDEV;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Stat;
import java.util.Optional;

/**
 * What a mounted overlay shows, asked about single names only, to learn what cannot be read from
 * its layers: an opaque directory's mark needs CAP_SYS_ADMIN. A running container changes this view
 * at will, so an answer counts only where the container cannot have brought it about.
 *
 * @param merged the overlay's root
 * @param upper the directory that holds what the container changed; none if it cannot write
 */
public record RunningView(Fd merged, Optional<Fd> upper) {

  private static final long RESOLVE =
      RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

  private static final long LOW_BITS = 0xffffffffL;

  /** What the view says of an entry of a lower layer. */
  enum Answer {
    SHOWN,
    HIDDEN,
    UNKNOWN
  }

  /**
   * Whether the image's layers above hide an entry.
   *
   * @param path where it is, with no links on the way
   * @param entry as the lower layer has it
   */
  Answer about(String path, Stat entry) {
    try {
      Optional<Stat> seen = stat(merged, path);
      if (seen.isEmpty()) {
        return absent(path);
      }
      // An overlay keeps the inode's number of what it shows; some put the layer in the high bits.
      boolean same = (seen.get().inode() & LOW_BITS) == (entry.inode() & LOW_BITS);
      return same ? Answer.SHOWN : Answer.UNKNOWN;
    } catch (LinuxException e) {
      return Answer.UNKNOWN;
    }
  }

  /** Looks in the upper directory for what the container did to make the entry disappear. */
  private Answer absent(String path) throws LinuxException {
    if (upper.isEmpty()) {
      return Answer.HIDDEN;
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String prefix = path.substring(0, slash);
      Optional<Stat> above = stat(upper.get(), prefix);
      if (above.isEmpty()) {
        return Answer.HIDDEN;
      }
      if (!isMerged(prefix, above.get())) {
        return Answer.UNKNOWN;
      }
    }
    Optional<Stat> itself = stat(upper.get(), path);
    if (itself.isEmpty()) {
      return Answer.HIDDEN;
    }
    return itself.get().isWhiteout() ? Answer.SHOWN : Answer.UNKNOWN;
  }

  /**
   * Whether the container's own directory is laid over the image's rather than put in its place:
   * overlays give merged directories one link, where plain ones have two or more.
   */
  private boolean isMerged(String path, Stat above) throws LinuxException {
    Optional<Stat> seen = stat(merged, path);
    return above.isDirectory()
        && above.links() > 1
        && seen.filter(stat -> stat.isDirectory() && stat.links() == 1).isPresent();
  }

  private static Optional<Stat> stat(Fd root, String path) throws LinuxException {
    return Stat.ifThere(root, path, RESOLVE);
  }
}
