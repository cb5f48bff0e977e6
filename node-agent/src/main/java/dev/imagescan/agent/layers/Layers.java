package dev.imagescan.agent.layers;

import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.RunningView;
import dev.imagescan.agent.root.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layer directories of one running container, held open. Roots made of them must be closed
 * first. One thread at a time may use it.
 */
public final class Layers implements LayersOutcome, Comparison {

  private static final long RESOLVE =
      Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS | Open.RESOLVE_NO_XDEV;

  private final List<Fd> lower;
  private final Optional<Fd> upper;
  private final Fd merged;
  private final Optional<ImageStore> store;

  /**
   * Takes over the descriptors.
   *
   * @param lower the image's layers, topmost first
   * @param upper what the container changed, if it can change anything
   * @param merged the overlay itself as the host has it mounted
   * @param store where the runtime keeps the image's configuration, if that is known
   */
  Layers(List<Fd> lower, Optional<Fd> upper, Fd merged, Optional<ImageStore> store) {
    this.lower = List.copyOf(lower);
    this.upper = upper;
    this.merged = merged;
    this.store = store;
  }

  /** How many layers the image has, without the container's own. */
  public int count() {
    return lower.size();
  }

  /** All that closing this closes. */
  List<Fd> directories() {
    List<Fd> all = new ArrayList<>(lower);
    upper.ifPresent(all::add);
    all.add(merged);
    store.map(ImageStore::directory).ifPresent(all::add);
    return all;
  }

  /**
   * The diff IDs of the layers and the commands that made them, as the runtime's image store has
   * them.
   *
   * @param digest of the image that the container runs, if that is known: an index's, a manifest's
   *     or a configuration's
   * @param platform which image of an index it is
   */
  public ImageHistory history(Optional<String> digest, Platform platform) {
    return store
        .map(found -> found.history(digest, platform, lower.size()))
        .orElseGet(
            () -> ImageHistory.unknown("the layers lie in no image store whose form is known"))
        .of(lower.size());
  }

  /** The image's files, without anything that the container did. */
  public LayeredRoot image(Budget budget) {
    return new LayeredRoot(lower, Optional.of(new RunningView(merged, upper)), budget);
  }

  /**
   * Whether the container has changed what is at one of the paths, or a link or directory on the
   * way there; true also where that cannot be told. Mounts over them are not seen: those are in the
   * container's own mount table, and reading below one fails.
   */
  public boolean changed(List<String> paths, Budget budget) {
    if (upper.isEmpty()) {
      return false;
    }
    List<Fd> all = new ArrayList<>(lower);
    all.addFirst(upper.get());
    try (LayeredRoot container = new LayeredRoot(all, Optional.empty(), budget);
        LayeredRoot image = image(budget)) {
      return paths.stream().anyMatch(path -> changed(path, container, image));
    }
  }

  /**
   * Whether the container has written or removed a file that counts; true also where that cannot be
   * told.
   */
  public boolean changed(WrittenFiles.Files files, Budget budget) {
    try (LayeredRoot image = image(budget)) {
      return upper.isPresent() && WrittenFiles.any(upper.get(), merged, image, files, budget);
    }
  }

  /** Shows nothing when the container cannot write. */
  @Override
  public void changes(Changes changes, Ownership owners, Budget budget) throws UnreadableException {
    if (upper.isEmpty()) {
      return;
    }
    try (LayeredRoot image = image(budget);
        LayeredRoot container =
            new LayeredRoot(List.of(merged), Optional.empty(), image.budget())) {
      OwnMarks marks = new OwnMarks.OfOverlay(merged);
      new ChangeWalk(upper.get(), marks, new Contents(image, container), owners, changes)
          .run(budget);
    }
  }

  private boolean changed(String path, LayeredRoot container, LayeredRoot image) {
    try {
      return container.isTouchedByTopmost(path) || image.exists(path) != isSeen(path);
    } catch (UnreadableException | LinuxException e) {
      return true;
    }
  }

  /** A directory that the container removed and made again leaves no other trace. */
  private boolean isSeen(String path) throws LinuxException {
    Optional<Fd> seen = Open.ifThere(merged, path, Open.O_PATH, RESOLVE);
    seen.ifPresent(Fd::close);
    return seen.isPresent();
  }

  @Override
  public void close() {
    directories().forEach(Fd::close);
  }
}
