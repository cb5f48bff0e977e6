package dev.imagescan.agent.inject;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountIdentity;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes one detached mount visible in the container that the thread is in. */
final class Placing {

  /** As many as can be written down. */
  private static final int MOST_MOUNTS = 16;

  /** How long others may have a file open without being in the way. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Inside container;
  private final Detached detached;
  private final Placement placement;
  private final MountingThread<?> thread;
  private final FaultPoints faults;

  Placing(
      Inside container,
      Detached detached,
      Placement placement,
      MountingThread<?> thread,
      FaultPoints faults) {
    this.container = container;
    this.detached = detached;
    this.placement = placement;
    this.thread = thread;
    this.faults = faults;
  }

  /** On top of whatever is there. */
  PlacedMount onTop() throws IOException {
    requireNamespace();
    List<String> expected = detached.expected().made();
    try (MountPoint found = find()) {
      List<String> missing = found.missingPaths();
      if (missing.size() > expected.size()
          || !missing.equals(expected.subList(expected.size() - missing.size(), expected.size()))) {
        throw changed();
      }
      thread.becomeVisible();
      if (missing.isEmpty()) {
        return put(found.fd());
      }
      return make(found);
    }
  }

  private PlacedMount make(MountPoint found) throws IOException {
    try {
      MadePath.make(container, found, detached.isDirectory());
      faults.reached(Step.AFTER_MAKE_MOUNT_POINT);
      try (MountPoint made = find()) {
        if (!made.missing().isEmpty()) {
          throw changed();
        }
        return put(made.fd());
      }
    } catch (IOException e) {
      MadePath.remove(container, found.missingPaths());
      throw e;
    }
  }

  /** Where the old one is, without a moment at which nothing is there. */
  PlacedMount beneath(PlacedMount old) throws IOException {
    requireNamespace();
    Ours before = new Ours(container, placement.mountPath(), old);
    Located top = before.volume().orElseThrow(Placing::changed);
    if (old.mountIDs().size() + detached.expected().mountIDs().size() >= MOST_MOUNTS) {
      throw new InjectionException(
          Reason.TOO_MANY_MOUNTS, "it was replaced too often since the container started");
    }
    requireIdle(top, old);
    thread.becomeVisible();
    try (Fd volume = top.open(container)) {
      new MountPoint(volume, top.path(), List.of())
          .require(container, placement, detached.isDirectory());
      move(volume, MountTree.MOVE_MOUNT_BENEATH);
    }
    faults.reached(Step.AFTER_BENEATH);
    Unmounting.Rest rest = new Unmounting(container, placement.mountPath(), old).all(PATIENCE);
    return rest.busy().isEmpty() ? verify(rest.hidden(), old.made()) : covered(rest, old);
  }

  /**
   * Asks whether the old one could be unmounted, before anything is done. A mount with others of
   * ours below it always counts as used.
   */
  private void requireIdle(Located top, PlacedMount old) throws IOException {
    boolean idle = Patience.until(PATIENCE, () -> isIdle(top));
    boolean severalOfOurs =
        old.mountIDs().size() > 1 && Ours.id(top).equals(old.mountIDs().getFirst());
    if (!idle && !severalOfOurs) {
      throw Ours.busy();
    }
  }

  private boolean isIdle(Located top) throws IOException {
    // Whoever uses it takes the mark away with which the kernel would unmount it the next time.
    top.open(container).close();
    try {
      top.unmount(container, MountTree.MNT_EXPIRE);
      throw changed();
    } catch (LinuxException e) {
      if (e.errno() != Errno.EAGAIN && e.errno() != Errno.EBUSY) {
        throw e;
      }
      return e.errno() == Errno.EAGAIN;
    } finally {
      container.find(top.path()).ifPresent(Fd::close);
    }
  }

  /** The container began to use the old one at the last moment: it stays on top. */
  private PlacedMount covered(Unmounting.Rest rest, PlacedMount old) {
    PlacedMount expected = detached.expected();
    List<String> ids = new ArrayList<>(rest.hidden());
    ids.addAll(expected.mountIDs());
    ids.addAll(rest.busy());
    return new PlacedMount(
        expected.mountNamespace(),
        ids,
        expected.device(),
        expected.root(),
        expected.idmapped(),
        old.made());
  }

  private MountPoint find() throws IOException {
    MountPoint found = MountPoint.find(container, placement.mountPath());
    try {
      found.require(container, placement, detached.isDirectory());
      return found;
    } catch (IOException e) {
      found.close();
      throw e;
    }
  }

  private void requireNamespace() throws IOException {
    if (container.namespaceId() != detached.expected().mountNamespace()) {
      throw changed();
    }
  }

  private PlacedMount put(Fd mountPoint) throws IOException {
    Fd lowest = detached.hub().map(Hub::slave).orElse(detached.mount());
    try {
      move(mountPoint, 0);
      return verify(List.of(), detached.expected().made());
    } catch (IOException e) {
      Misplaced misplaced = new Misplaced(container, MountIdentity.of(lowest));
      Optional<String> path = Located.of(container, lowest).map(Located::path);
      // What is held open could not be unmounted.
      detached.close();
      if (path.isPresent()) {
        misplaced.unmount(path.get());
      }
      throw e;
    }
  }

  private void move(Fd mountPoint, int flags) throws IOException {
    Fd first = detached.hub().map(Hub::slave).orElse(detached.mount());
    try {
      MountTree.move(first, mountPoint, flags);
      if (detached.hub().isPresent()) {
        detached.hub().get().propagate(detached.mount(), container);
      }
    } catch (LinuxException e) {
      throw failure(e);
    }
  }

  private static IOException failure(LinuxException e) {
    if (e.errno() == Errno.ENOSPC) {
      return new InjectionException(Reason.TOO_MANY_MOUNTS, "the container's mount table is full");
    }
    if (e.errno() == Errno.ENOENT) {
      return new InjectionException(Reason.TARGET_CHANGED, "the mount point has just been removed");
    }
    return e;
  }

  /** Requires that the container now finds ours at the path, and tells what it finds. */
  private PlacedMount verify(List<String> before, List<String> made) throws IOException {
    Located top = Located.at(container, placement.mountPath()).orElseThrow(Placing::changed);
    Mount shown = container.mount(top.identity().id());
    PlacedMount expected = detached.expected();
    List<String> ids = new ArrayList<>(before);
    ids.addAll(expected.mountIDs());
    Optional<Hub> hub = detached.hub();
    if (hub.isPresent()) {
      if (shown.parent() != hub.get().identity().id()) {
        throw changed();
      }
      ids.add(Ours.id(top.identity().unique()));
    } else if (top.identity().unique() != MountIdentity.of(detached.mount()).unique()) {
      throw changed();
    }
    return Ours.shown(shown, ids, expected, made);
  }

  private static InjectionException changed() {
    return new InjectionException(
        Reason.TARGET_CHANGED, "the container changed its mount point while it was worked on");
  }
}
