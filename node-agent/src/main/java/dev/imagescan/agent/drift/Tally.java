package dev.imagescan.agent.drift;

import dev.imagescan.agent.layers.Changes;
import dev.imagescan.agent.linux.FileCapabilities;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.FileChange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Counts what a container changed and keeps the worst of it; takes as much memory for a million
 * changes as for a hundred. One thread may use it.
 */
final class Tally implements Changes {

  /** How many changes a report lists. */
  static final int MOST_ENTRIES = 50;

  private static final int MOST_PROBLEMS = 4;

  private final RuntimeMade runtimeMade;
  private final TreeSet<Change> worst = new TreeSet<>(Change.WORST_FIRST);
  private final Map<FileChange, Integer> counts = new EnumMap<>(FileChange.class);
  private final CountedFolders folders = new CountedFolders();
  private final FoundPrograms programs;
  private final LayerSize size = new LayerSize();
  private final List<UnreadableException> problems = new ArrayList<>();
  private boolean incomplete;

  Tally(RuntimeMade runtimeMade, FoundPrograms programs) {
    this.runtimeMade = runtimeMade;
    this.programs = programs;
  }

  @Override
  public void held(Stat entry) {
    size.add(entry);
  }

  @Override
  public void added(String path, Stat now, Optional<FileCapabilities> gives) {
    if (!runtimeMade.contains(path, now)) {
      note(new Change(path, null, now, true, gives));
    }
  }

  @Override
  public void changed(
      String path, Stat before, Stat now, boolean content, Optional<FileCapabilities> gives) {
    if (!runtimeMade.isCovered(path)) {
      note(new Change(path, before, now, content, gives));
    }
  }

  @Override
  public void removed(String path, Stat before) {
    if (!runtimeMade.isCovered(path)) {
      note(new Change(path, before, null, true, Optional.empty()));
    }
  }

  private void note(Change change) {
    var folder = CountedFolders.of(change.path());
    if (folder.isPresent() && !change.isProgram()) {
      if (change.now() != null && !change.now().isDirectory()) {
        folders.add(folder.get(), change.now().size());
      }
      return;
    }
    counts.merge(change.kind(), 1, Integer::sum);
    change.finding().ifPresent(kind -> programs.add(kind, change.path()));
    worst.add(change);
    if (worst.size() > MOST_ENTRIES) {
      worst.removeLast();
    }
  }

  @Override
  public void passedOver(String path, Unreadable why) {
    passedOver(new UnreadableException(path, why));
  }

  void passedOver(UnreadableException problem) {
    incomplete = true;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }

  /** The worst, in order. */
  List<Change> worst() {
    return List.copyOf(worst);
  }

  /** How many there are of a kind; null for none. */
  Integer count(FileChange kind) {
    return counts.get(kind);
  }

  CountedFolders folders() {
    return folders;
  }

  LayerSize size() {
    return size;
  }

  /** Whether something was not looked at, or only in part. */
  boolean isIncomplete() {
    return incomplete;
  }

  /** The first of what was not looked at. */
  List<UnreadableException> problems() {
    return List.copyOf(problems);
  }
}
