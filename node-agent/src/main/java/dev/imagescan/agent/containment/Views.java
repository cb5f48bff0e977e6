package dev.imagescan.agent.containment;

import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what the processes of a container see that are held otherwise than its first one: of
 * each kind once. What makes a kind is what the kernel says of them; names are theirs to choose,
 * and so a decoy's. When there are many kinds, those that may do most stay.
 */
final class Views {

  /** How many kinds are kept. */
  static final int MOST = 32;

  /** A view has a mount table, which a container can make long. */
  private static final int MOST_MOUNTS = 60_000;

  private static final int HOST_ADMIN = 4;

  /**
   * Those that are held alike and look from the same place.
   *
   * @param root as the kernel tells it; empty when it does not
   */
  private record Kind(ProcessFacts held, String root) {}

  private final ProcessFacts first;
  private final Kind ofFirst;
  private final ViewReader reader;
  private final Map<Kind, View> kept = new LinkedHashMap<>();
  private final Set<Kind> left = new HashSet<>();
  private int mounts;
  private boolean truncated;

  Views(ContainerProcess first, ProcessFacts held, ViewReader reader) {
    this.first = held;
    this.ofFirst = new Kind(held.nameless(), root(first, ""));
    this.reader = reader;
  }

  /**
   * Looks through a process or thread, unless one like it was looked through.
   *
   * @param directory of the thread, such as {@code task/12/}; empty for the process
   */
  void add(ContainerProcess process, String directory, ProcessFacts held) {
    Kind kind = new Kind(held.nameless(), root(process, directory));
    boolean differs =
        !Differences.Group.of(first, held).isEmpty() || !kind.root().equals(ofFirst.root());
    if (!differs || kept.containsKey(kind) || left.contains(kind) || !hasRoomFor(kind)) {
      return;
    }
    try {
      View view = reader.of(process, directory, held);
      mounts += view.mounts().mounts().size();
      kept.put(kind, view);
    } catch (IOException e) {
      // One that has ended takes nothing along. Of one that lives, something was not seen.
      truncated |= isAlive(process, directory);
    }
  }

  /** Makes room by what may do less, if there is such a one. */
  private boolean hasRoomFor(Kind kind) {
    while (kept.size() >= MOST || mounts > MOST_MOUNTS) {
      truncated = true;
      Kind weakest = kind;
      for (Kind one : kept.keySet()) {
        weakest = might(one) < might(weakest) ? one : weakest;
      }
      left.add(weakest);
      if (weakest == kind) {
        return false;
      }
      mounts -= kept.remove(weakest).mounts().mounts().size();
    }
    return true;
  }

  /** The rights of the host before its namespaces, and those before rights elsewhere. */
  private int might(Kind kind) {
    ProcessFacts held = kind.held();
    boolean admin = held.status().may(Capability.SYS_ADMIN);
    int might = admin ? 1 : 0;
    might += reader.isInMoreOfTheHost(held, first) ? 2 : 0;
    return admin && reader.hasHostUsers(held) ? might + HOST_ADMIN : might;
  }

  List<View> all() {
    return new ArrayList<>(kept.values());
  }

  /** Whether there are more kinds than are kept, or one could not be looked through. */
  boolean truncated() {
    return truncated;
  }

  private static boolean isAlive(ContainerProcess process, String directory) {
    try {
      return !ProcessReader.text(process, directory + "status").contains("\nState:\tZ");
    } catch (IOException e) {
      return false;
    }
  }

  private static String root(ContainerProcess process, String directory) {
    try {
      return process.target(directory + "root");
    } catch (IOException e) {
      // It has ended, or all but other threads of it have.
      return "";
    }
  }
}
