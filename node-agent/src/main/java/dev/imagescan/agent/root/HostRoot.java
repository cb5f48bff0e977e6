package dev.imagescan.agent.root;

import static dev.imagescan.agent.linux.Open.O_DIRECTORY;
import static dev.imagescan.agent.linux.Open.O_NOFOLLOW;
import static dev.imagescan.agent.linux.Open.O_PATH;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of the machine itself, as its first process sees them: the root file system and the
 * local ones that are mounted below it. A file system over a network or in user space is never
 * asked anything.
 *
 * <p>A root can have views with a budget and a part of their own; they are good as long as it is
 * open, and need not be closed.
 */
public final class HostRoot implements Root {

  /**
   * Which part of the machine's files a walk shows.
   *
   * @param beginnings the directories to begin with, one after the other, unless they are links or
   *     held in memory, each left out of the others; the empty one is the root, from which the
   *     other mounts are gone through as well
   * @param entrance which directories are entered
   */
  public record Part(List<String> beginnings, Entrance entrance) {

    /** Everything. */
    public static final Part WHOLE = new Part(List.of(""), (_, _) -> true);
  }

  private static final Set<Unreadable> UNSAID =
      Set.of(Unreadable.NOT_FOUND, Unreadable.NOT_A_DIRECTORY, Unreadable.OTHER_MOUNT);

  private final EnteredMounts mounts;
  private final HostPath paths;
  private final Part part;
  private final Budget budget;
  private final boolean isView;
  private volatile UnreadableException stoppedBy;

  private HostRoot(EnteredMounts mounts, Part part, Budget budget, boolean isView) {
    this.mounts = mounts;
    this.paths = new HostPath(mounts);
    this.part = part;
    this.budget = budget;
    this.isView = isView;
  }

  /**
   * Opens the root file system of the machine's first process and what is mounted below it.
   *
   * @param leftOut mounts that are not entered
   * @throws UnreadableException with {@link Unreadable#SPECIAL_FILE_SYSTEM} when the root is of a
   *     kind that is not read
   */
  public static HostRoot of(
      ContainerProcess first, MountTable table, Predicate<Mount> leftOut, Budget budget)
      throws UnreadableException {
    try {
      return new HostRoot(EnteredMounts.of(first, table, leftOut), Part.WHOLE, budget, false);
    } catch (LinuxException e) {
      throw new UnreadableException("/", Unreadable.of(e));
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableException("/", Unreadable.IO_ERROR);
    }
  }

  /** A view of the same files. */
  public HostRoot view(Part shown, Budget charged) {
    return new HostRoot(mounts, shown, charged, true);
  }

  /** What a walk of this root was ended by, if something. */
  public Optional<UnreadableException> stoppedBy() {
    return Optional.ofNullable(stoppedBy);
  }

  @Override
  public RootFile open(String path) throws UnreadableException {
    return RegularFile.open(locate(path, O_PATH), -1, path, budget);
  }

  @Override
  public List<String> list(String path) throws UnreadableException {
    try (Fd directory = locate(path, O_PATH | O_DIRECTORY)) {
      return Listing.read(directory, path, budget).stream()
          .map(Directory.Entry::name)
          .sorted()
          .toList();
    }
  }

  /** What is at a path, links followed; empty when nothing is there, or nothing that is entered. */
  public Optional<Stat> at(String path) {
    try (Fd fd = locate(path, O_PATH)) {
      return Optional.of(Stat.of(fd));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens what is at a path, links followed, to ask the kernel about it; the caller closes it.
   *
   * @param flags {@code O_PATH} and others of {@link dev.imagescan.agent.linux.Open}
   */
  public Fd locate(String path, int flags) throws UnreadableException {
    Paths.check(path, budget.limits());
    budget.chargeEntries(path, 1);
    try {
      return paths.open(path, flags);
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  @Override
  public void walk(Visitor visitor) throws UnreadableException {
    try {
      new Walk(visitor).run();
    } catch (UnreadableException e) {
      stoppedBy = e;
      throw e;
    }
  }

  /** One pass over the part, which meets a directory once, whatever is mounted twice. */
  private final class Walk {
    private final Visitor visitor;
    private final Set<Identity> begun = new HashSet<>();

    private Walk(Visitor visitor) {
      this.visitor = visitor;
    }

    private void run() throws UnreadableException {
      for (String beginning : part.beginnings()) {
        if (beginning.isEmpty()) {
          everywhere();
        } else if (!isInMemory(beginning)) {
          from(beginning);
        }
      }
    }

    private void everywhere() throws UnreadableException {
      for (EnteredMounts.Entered mount : mounts.walked()) {
        new MountWalk(visitor, budget, entrance("")).below(mount.root(), mount.path());
      }
      if (mounts.cut()) {
        visitor.passedOver("", Unreadable.TOO_MANY_ENTRIES);
      }
    }

    private void from(String beginning) throws UnreadableException {
      try (Fd directory = locate(beginning, O_PATH | O_DIRECTORY | O_NOFOLLOW)) {
        if (begun.add(Identity.of(Stat.of(directory)))) {
          new MountWalk(visitor, budget, entrance(beginning)).below(directory, beginning);
        }
      } catch (LinuxException e) {
        visitor.passedOver(beginning, Unreadable.of(e));
      } catch (UnreadableException e) {
        if (e.why() == Unreadable.BUDGET_SPENT || e.why() == Unreadable.DEADLINE) {
          throw e;
        }
        // What a link stands for is met where it is; of another mount nothing is said anywhere.
        if (!UNSAID.contains(e.why())) {
          visitor.passedOver(beginning, e.why());
        }
      }
    }

    private Entrance entrance(String beginning) {
      return (path, directory) -> {
        boolean another =
            part.beginnings().contains(path) || begun.contains(Identity.of(Stat.of(directory)));
        return (path.equals(beginning) || !another) && part.entrance().enters(path, directory);
      };
    }
  }

  private boolean isInMemory(String beginning) {
    EnteredMounts.Entered holding = mounts.holding(beginning);
    return !holding.path().isEmpty() && holding.isInMemory();
  }

  /** Which directory it is, whatever its path. */
  private record Identity(Stat.Device device, long inode) {
    static Identity of(Stat stat) {
      return new Identity(stat.device(), stat.inode());
    }
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public void close() {
    if (!isView) {
      mounts.close();
    }
  }
}
