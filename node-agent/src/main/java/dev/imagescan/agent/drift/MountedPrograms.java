package dev.imagescan.agent.drift;

import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.MountedExecutable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds the programs on a container's mounts, in one budget for all of them: those that are there,
 * whoever put them there. One thread may use it, once.
 */
final class MountedPrograms {

  /** How many of them a report names. */
  static final int MOST_NAMED = 20;

  /** An entry that may be a program is charged twice. */
  private static final Budget.Limits LIMITS =
      new Budget.Limits(40_000, 0, 0, 64, Duration.ofSeconds(2));

  /** What is gone or hidden since the table was read is nothing that was passed over. */
  private static final Set<Unreadable> NOT_THERE =
      Set.of(
          Unreadable.NOT_FOUND,
          Unreadable.NOT_A_DIRECTORY,
          Unreadable.OTHER_MOUNT,
          Unreadable.TOO_MANY_LINKS,
          Unreadable.SPECIAL_FILE_SYSTEM);

  /** By which they are put in order. */
  private record Place(boolean ordinary, String path) {
    static final Comparator<Place> WORST_FIRST =
        Comparator.comparing(Place::ordinary).thenComparing(Place::path);
  }

  private static final int MOST_TEXT = 512;
  private static final int MOST_VOLUME = 253;

  private final PodVolumes volumes;
  private final FoundPrograms found;
  private final Budget budget = new Budget(LIMITS);
  private final TreeMap<Place, MountedExecutable> first = new TreeMap<>(Place.WORST_FIRST);
  private final Consumer<UnreadableException> problems;
  private int count;
  private boolean ended;

  /**
   * Prepares the search.
   *
   * @param problems is told why not everything was looked at
   */
  MountedPrograms(PodVolumes volumes, FoundPrograms found, Consumer<UnreadableException> problems) {
    this.volumes = volumes;
    this.found = found;
    this.problems = problems;
  }

  /** Looks through all mounts that may have programs, as long as the budget lasts. */
  void search(ContainerProcess process, MountTable table) {
    for (Mount mount : SearchedMounts.of(table)) {
      if (!ended) {
        search(process, mount);
      }
    }
  }

  private void search(ContainerProcess process, Mount mount) {
    try {
      // A mount that cannot be opened costs time as well.
      budget.chargeEntries("", 1);
    } catch (UnreadableException e) {
      note(mount, e);
      return;
    }
    try (ContainerRoot root = ContainerRoot.on(process, mount, budget)) {
      Optional<Stat> top = root.entry("");
      if (top.filter(Stat::isDirectory).isPresent()) {
        root.walk(new Look(root, mount));
      } else {
        top.ifPresent(file -> look(mount, "", file));
      }
    } catch (UnreadableException e) {
      note(mount, e);
    }
  }

  private void note(Mount mount, UnreadableException e) {
    if (ended || NOT_THERE.contains(e.why())) {
      return;
    }
    ended = e.why() == Unreadable.BUDGET_SPENT || e.why() == Unreadable.DEADLINE;
    String mountPoint = mount.mountPoint().substring(1);
    boolean named = e.path().isEmpty() || e.path().startsWith("/");
    problems.accept(
        new UnreadableException(named ? mountPoint : mountPoint + "/" + e.path(), e.why()));
  }

  private final class Look implements Root.Visitor {
    private final ContainerRoot root;
    private final Mount mount;

    private Look(ContainerRoot root, Mount mount) {
      this.root = root;
      this.mount = mount;
    }

    @Override
    public void entry(String path, Root.Kind kind) {
      if (kind == Root.Kind.REGULAR) {
        try {
          root.entry(path).ifPresent(file -> look(mount, path, file));
        } catch (UnreadableException e) {
          note(mount, e);
        }
      }
    }

    @Override
    public void passedOver(String directory, Unreadable why) {
      note(mount, new UnreadableException(directory, why));
    }
  }

  private void look(Mount mount, String path, Stat file) {
    if (!file.isRegular() || !file.isExecutable()) {
      return;
    }
    String whole = mount.mountPoint() + (path.isEmpty() ? "" : "/" + path);
    count++;
    found.add(FindingKind.PROGRAM_ON_MOUNT, whole.substring(1));
    first.put(new Place(!file.isSetId(), whole), describe(whole, mount, file));
    if (first.size() > MOST_NAMED) {
      first.pollLastEntry();
    }
  }

  private MountedExecutable describe(String path, Mount mount, Stat file) {
    return new MountedExecutable(
        Printable.of(path, MOST_TEXT),
        Printable.of(mount.mountPoint(), MOST_TEXT),
        volumes.of(mount).map(name -> Printable.of(name, MOST_VOLUME)).orElse(null),
        Integer.toOctalString(file.permissions()),
        file.size());
  }

  /** How many there are; null for none. */
  Integer count() {
    return count == 0 ? null : count;
  }

  /**
   * The first of them by their paths, those with set-user-ID and set-group-ID before all others.
   */
  List<MountedExecutable> first() {
    return List.copyOf(first.values());
  }
}
