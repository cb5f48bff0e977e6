package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads how the other processes of a container are held, and those threads that are held otherwise
 * than their process, within a budget.
 */
final class OthersReader {

  /** How many processes and threads of a container are looked at. */
  static final int MOST = 2000;

  private final ContainerProcess first;
  private final ProcessFacts held;
  private final ViewReader views;
  private final List<ProcessFacts> all = new ArrayList<>();
  private final List<View> differing = new ArrayList<>();
  private final Set<Differences.Group> seen = new HashSet<>();
  private int looked;
  private boolean truncated;

  private OthersReader(ContainerProcess first, ProcessFacts held, ViewReader views) {
    this.first = first;
    this.held = held;
    this.views = views;
  }

  /**
   * Reads those beside a process.
   *
   * @param held how that one is held
   */
  static OtherProcesses read(
      Companions companions, ContainerProcess first, ProcessFacts held, ViewReader views)
      throws IOException {
    OthersReader reader = new OthersReader(first, held, views);
    reader.threads(first, held);
    companions.eachBeside(first, reader::look);
    return new OtherProcesses(reader.all, reader.differing, reader.truncated);
  }

  private boolean look(ContainerProcess process) {
    if (process.pid() == first.pid()) {
      return true;
    }
    if (!mayLook()) {
      return false;
    }
    try {
      ProcessFacts facts = ProcessReader.read(process);
      note(process, "", facts);
      threads(process, facts);
    } catch (IOException e) {
      // It has ended meanwhile.
      return true;
    }
    return true;
  }

  private boolean mayLook() {
    truncated |= looked == MOST;
    return looked++ < MOST;
  }

  private void note(ContainerProcess process, String directory, ProcessFacts facts)
      throws IOException {
    all.add(facts);
    Differences.Group group = Differences.Group.of(held, facts);
    if (!group.isEmpty() && seen.size() < Differences.MOST && seen.add(group)) {
      differing.add(views.of(process, directory, facts));
    }
  }

  private void threads(ContainerProcess process, ProcessFacts whole) {
    if (whole.status().threads() < 2) {
      return;
    }
    try (Fd tasks = process.open("task")) {
      String leader = Integer.toString(process.pid());
      for (List<Directory.Entry> entries = Directory.next(tasks);
          entries != null && !truncated;
          entries = Directory.next(tasks)) {
        for (Directory.Entry entry : entries) {
          if (!entry.name().equals(leader) && mayLook()) {
            thread(process, entry.name(), whole);
          }
        }
      }
    } catch (IOException e) {
      // It has ended meanwhile, and its threads with it.
      return;
    }
  }

  private void thread(ContainerProcess process, String id, ProcessFacts whole) {
    try {
      String directory = "task/" + id + "/";
      ProcessFacts its = ProcessReader.thread(process, directory, whole);
      if (!Differences.Group.of(whole, its).isEmpty()) {
        note(process, directory, its);
      }
    } catch (IOException e) {
      // It has ended meanwhile; the others may still run.
      return;
    }
  }
}
