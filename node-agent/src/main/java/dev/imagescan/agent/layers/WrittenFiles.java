package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Looks through a container's upper directory for files that count. What is not clear counts: who
 * learns that something may have changed reads it all again, and finds out. One thread may use it.
 */
public final class WrittenFiles {

  private static final long RESOLVE =
      Open.RESOLVE_BENEATH
          | Open.RESOLVE_NO_SYMLINKS
          | Open.RESOLVE_NO_MAGICLINKS
          | Open.RESOLVE_NO_XDEV;

  /** Which files count. */
  public interface Files {

    /** Whether the file at this path counts, which may depend on whether it can be executed. */
    boolean count(String path, BooleanSupplier executable);
  }

  private final Fd upper;
  private final Fd merged;
  private final LayeredRoot image;
  private final Files files;
  private boolean found;

  private WrittenFiles(Fd upper, Fd merged, LayeredRoot image, Files files) {
    this.upper = upper;
    this.merged = merged;
    this.image = image;
    this.files = files;
  }

  /**
   * Whether a file that counts was written or removed, or a directory put in another's place.
   *
   * @param merged the overlay as it is mounted
   * @param image what it was before
   */
  static boolean any(Fd upper, Fd merged, LayeredRoot image, Files files, Budget budget) {
    WrittenFiles written = new WrittenFiles(upper, merged, image, files);
    try (LayeredRoot changes = new LayeredRoot(List.of(upper), Optional.empty(), budget)) {
      changes.walk(written.new Look());
    } catch (UnreadableException e) {
      return true;
    }
    return written.found;
  }

  private final class Look implements Root.Visitor {

    @Override
    public void entry(String path, Root.Kind kind) {
      if (!found) {
        try {
          found =
              switch (kind) {
                case REGULAR -> files.count(path, () -> isExecutable(path));
                case DIRECTORY -> image.exists(path) && !isMerged(path);
                case OTHER -> isRemoved(path);
                case LINK -> image.exists(path);
              };
        } catch (UnreadableException | LinuxException e) {
          found = true;
        }
      }
    }

    @Override
    public void passedOver(String directory, Unreadable why) {
      found = true;
    }
  }

  private boolean isExecutable(String path) {
    try {
      return stat(upper, path).filter(Stat::isExecutable).isPresent();
    } catch (LinuxException e) {
      return true;
    }
  }

  /** Whether a whiteout hides a file that counts, or a directory, which may hold some. */
  private boolean isRemoved(String path) throws UnreadableException, LinuxException {
    boolean isWhiteout = stat(upper, path).filter(Stat::isWhiteout).isPresent();
    return isWhiteout
        && image.exists(path)
        && (!image.isFile(path) || files.count(path, () -> true));
  }

  /** Overlays give a directory that is merged of several one link, where others have two. */
  private boolean isMerged(String path) throws LinuxException {
    return stat(merged, path).filter(stat -> stat.isDirectory() && stat.links() == 1).isPresent()
        && stat(upper, path).filter(stat -> stat.links() > 1).isPresent();
  }

  private static Optional<Stat> stat(Fd root, String path) throws LinuxException {
    return Stat.ifThere(root, path, RESOLVE);
  }
}
