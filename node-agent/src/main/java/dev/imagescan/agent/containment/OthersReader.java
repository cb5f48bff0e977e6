package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads how the other processes of a container are held, and those threads that are held otherwise
 * than their process, within a budget.
 *
 * <p>What a runtime starts in a container, a probe for one, is the runtime's own for a moment, with
 * all its rights. So a young process that differs counts only when one that differs in the same way
 * is there each time of several.
 */
final class OthersReader {

  /** How many processes of a container are looked at, and how many of their threads besides. */
  static final int MOST = 2000;

  /** Of each process at least, where there are more in all: none uses up another's share. */
  private static final int FAIR_SHARE = 64;

  /** A runtime's process has become the container's by then. */
  private static final Duration YOUNG = Duration.ofSeconds(5);

  private static final int LOOKS = 3;

  /** Longer than what was found out about the container's processes is kept. */
  private static final Duration BETWEEN = Duration.ofMillis(600);

  private final ContainerProcess first;
  private final ProcessFacts held;
  private final Views views;
  private final List<ProcessFacts> all = new ArrayList<>();
  private final Set<List<String>> young = new HashSet<>();
  private final Set<List<String>> standing;
  private final Set<Integer> threaded = new HashSet<>();
  private long threads;
  private int processesSeen;
  private int threadsSeen;
  private boolean truncated;

  /** One look; young processes count when they differ in one of the standing ways. */
  private OthersReader(
      ContainerProcess first, ProcessFacts held, ViewReader views, Set<List<String>> standing) {
    this.standing = standing;
    this.first = first;
    this.held = held;
    this.views = new Views(first, held, views);
  }

  /**
   * Reads those beside a process.
   *
   * @param held how that one is held
   */
  static OtherProcesses read(
      Companions companions, ContainerProcess first, ProcessFacts held, ViewReader views)
      throws IOException {
    Set<List<String>> standing = Set.of();
    for (int look = 1; ; look++) {
      OthersReader reader =
          new OthersReader(first, held, views, look == LOOKS ? standing : Set.of());
      companions.eachBeside(first, reader::look);
      // Processes first: whoever makes many threads would hide them otherwise.
      reader.threads(companions);
      if (look > 1) {
        reader.young.retainAll(standing);
      }
      standing = reader.young;
      if (standing.isEmpty() || look == LOOKS) {
        return new OtherProcesses(
            reader.all, reader.views.all(), reader.truncated || reader.views.truncated());
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the agent is ending");
    }
  }

  private boolean look(ContainerProcess process) {
    if (process.pid() == first.pid()) {
      return true;
    }
    if (processesSeen++ == MOST) {
      truncated = true;
      return false;
    }
    try {
      ProcessFacts facts = ProcessReader.read(process);
      List<String> differs = Differences.Group.of(held, facts).differs();
      if (!differs.isEmpty() && isYoung(process)) {
        young.add(differs);
        if (!standing.contains(differs)) {
          return true;
        }
      }
      awaitThreads(process, facts);
      note(process, "", facts);
    } catch (IOException e) {
      // It has ended meanwhile.
      return true;
    }
    return true;
  }

  private static boolean isYoung(ContainerProcess process) throws IOException {
    return process.age().filter(age -> age.compareTo(YOUNG) < 0).isPresent();
  }

  private void note(ContainerProcess process, String directory, ProcessFacts facts) {
    all.add(facts);
    views.add(process, directory, facts);
  }

  private void awaitThreads(ContainerProcess process, ProcessFacts facts) {
    if (facts.status().threads() > 1) {
      threaded.add(process.pid());
      threads += facts.status().threads();
    }
  }

  private void threads(Companions companions) throws IOException {
    awaitThreads(first, held);
    int share = threads <= MOST ? MOST : Math.max(FAIR_SHARE, MOST / threaded.size());
    if (threaded.remove(first.pid())) {
      threads(first, held, share);
    }
    if (!threaded.isEmpty()) {
      companions.eachBeside(first, process -> threads(process, share));
    }
  }

  private boolean threads(ContainerProcess process, int share) {
    if (!threaded.remove(process.pid())) {
      return true;
    }
    try {
      threads(process, ProcessReader.read(process), share);
    } catch (IOException e) {
      // It has ended meanwhile.
      return true;
    }
    return true;
  }

  private void threads(ContainerProcess process, ProcessFacts whole, int share) {
    try (Fd tasks = process.open(process.tasks())) {
      String leader = Integer.toString(process.pid());
      int left = share;
      for (List<Directory.Entry> entries = Directory.next(tasks);
          entries != null && left >= 0;
          entries = Directory.next(tasks)) {
        for (Directory.Entry entry : entries) {
          if (!entry.name().equals(leader) && mayLook(left--)) {
            thread(process, entry.name(), whole);
          }
        }
      }
    } catch (IOException e) {
      // It has ended meanwhile, and its threads with it.
      return;
    }
  }

  private boolean mayLook(int left) {
    boolean may = left > 0 && threadsSeen < MOST;
    truncated |= !may;
    threadsSeen += may ? 1 : 0;
    return may;
  }

  private void thread(ContainerProcess process, String id, ProcessFacts whole) {
    try {
      String directory = process.tasks() + "/" + id + "/";
      ProcessFacts its = ProcessReader.thread(process, directory, whole);
      // The first thread may have ended, and nothing but a name is left of it.
      ProcessFacts usual = whole.namespaces().isEmpty() ? held : whole;
      if (!Differences.Group.of(usual, its).isEmpty()) {
        note(process, directory, its);
      }
    } catch (IOException e) {
      // It has ended meanwhile; the others may still run.
      return;
    }
  }
}
