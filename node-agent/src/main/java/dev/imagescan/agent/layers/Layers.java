package dev.imagescan.agent.layers;

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
public final class Layers implements LayersOutcome, AutoCloseable {

  private static final long RESOLVE =
      Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS | Open.RESOLVE_NO_XDEV;

  private final List<Fd> lower;
  private final Optional<Fd> upper;
  private final Fd merged;

  /**
   * Takes over the descriptors.
   *
   * @param lower the image's layers, topmost first
   * @param upper what the container changed, if it can change anything
   * @param merged the overlay itself as the host has it mounted
   */
  Layers(List<Fd> lower, Optional<Fd> upper, Fd merged) {
    this.lower = List.copyOf(lower);
    this.upper = upper;
    this.merged = merged;
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
    return all;
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
    return upper.isPresent() && paths.stream().anyMatch(path -> changed(path, budget));
  }

  private boolean changed(String path, Budget budget) {
    List<Fd> all = new ArrayList<>();
    upper.ifPresent(all::add);
    all.addAll(lower);
    try (LayeredRoot container = new LayeredRoot(all, Optional.empty(), budget);
        LayeredRoot image = image(budget)) {
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
