package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.root.Paths;
import java.util.Optional;

/** How a container's own directory says which of its image's entries are no longer seen. */
sealed interface OwnMarks {

  /** Names on the way are of directories of the container's own, and of nothing else. */
  long RESOLVE =
      Open.RESOLVE_BENEATH
          | Open.RESOLVE_NO_SYMLINKS
          | Open.RESOLVE_NO_MAGICLINKS
          | Open.RESOLVE_NO_XDEV;

  /** The path that an entry removes, where it is there for nothing else. */
  Optional<String> removed(String path, Stat entry);

  /** Whether a directory is laid over the image's of the same path, and not in its place. */
  boolean isMerged(String path, Stat own) throws LinuxException;

  /** Whether an entry of the image is seen that the own directory, which is not merged, lacks. */
  boolean isSeen(String path) throws LinuxException;

  /**
   * The kernel's overlays: a device removes its own name, and what a directory hides is told from
   * the overlay as it is mounted, since the directory's mark needs CAP_SYS_ADMIN to be read.
   */
  record OfOverlay(Fd merged) implements OwnMarks {

    @Override
    public Optional<String> removed(String path, Stat entry) {
      return entry.isWhiteout() ? Optional.of(path) : Optional.empty();
    }

    /** Overlays give a directory that is merged of several one link, where others have two. */
    @Override
    public boolean isMerged(String path, Stat own) throws LinuxException {
      return own.links() > 1
          && Stat.ifThere(merged, path, RESOLVE)
              .filter(seen -> seen.isDirectory() && seen.links() == 1)
              .isPresent();
    }

    @Override
    public boolean isSeen(String path) throws LinuxException {
      return Stat.ifThere(merged, path, RESOLVE).isPresent();
    }
  }

  /**
   * Those of fuse-overlayfs: a file {@code .wh.NAME} removes a name where a device could not be
   * made, and {@code .wh..wh..opq} in a directory hides what is below.
   *
   * @param upper the container's own directory
   * @see <a href="https://github.com/containers/fuse-overlayfs/blob/main/main.c">fuse-overlayfs,
   *     create_whiteout and set_fd_opaque</a>
   */
  record OfNames(Fd upper) implements OwnMarks {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = "/.wh..wh..opq";

    @Override
    public Optional<String> removed(String path, Stat entry) {
      if (entry.isWhiteout() && !Paths.name(path).startsWith(WHITEOUT)) {
        return Optional.of(path);
      }
      String parent = path.substring(0, path.length() - Paths.name(path).length());
      return Paths.name(path).startsWith(WHITEOUT)
          ? Optional.of(parent + Paths.name(path).substring(WHITEOUT.length()))
          : Optional.empty();
    }

    @Override
    public boolean isMerged(String path, Stat own) throws LinuxException {
      return Stat.ifThere(upper, path + OPAQUE, RESOLVE).isEmpty();
    }

    @Override
    public boolean isSeen(String path) {
      return false;
    }
  }

  /** None: the container's directory has all that the container sees. */
  record None() implements OwnMarks {

    @Override
    public Optional<String> removed(String path, Stat entry) {
      return Optional.empty();
    }

    @Override
    public boolean isMerged(String path, Stat own) {
      return false;
    }

    @Override
    public boolean isSeen(String path) {
      return false;
    }
  }
}
