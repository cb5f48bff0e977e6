package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Unmounts a mount of ours, never with MNT_DETACH: what is used stays. */
final class Unmounting {

  private final Inside container;
  private final String mountPath;
  private final PlacedMount placed;
  private final Ours ours;

  Unmounting(Inside container, String mountPath, PlacedMount placed) {
    this.container = container;
    this.mountPath = mountPath;
    this.placed = placed;
    this.ours = new Ours(container, mountPath, placed);
  }

  /**
   * What unmounting left.
   *
   * @param hidden IDs of what is not there, or lies below something else
   * @param busy IDs of what is used, if anything
   */
  record Rest(List<String> hidden, List<String> busy) {}

  /**
   * Unmounts all of it that can be seen, from the top; what is not there any more is passed over.
   *
   * @param patience how long to try when it is used
   */
  Rest all(Duration patience) throws IOException {
    List<String> left = new ArrayList<>(placed.mountIDs());
    int before;
    do {
      before = left.size();
      for (String id : left.reversed().toArray(String[]::new)) {
        Optional<Located> located = ours.locate(Long.parseUnsignedLong(id));
        if (located.isPresent()) {
          left.remove(id);
          if (!tryUnmount(located.get(), patience)) {
            return new Rest(left, List.of(id));
          }
        }
      }
      // What lay below another one of ours may be seen now.
    } while (!left.isEmpty() && left.size() < before);
    return new Rest(left, List.of());
  }

  /**
   * Unmounts all of it, and removes what was made for it.
   *
   * @param unmounted done in between
   */
  void remove(Runnable unmounted) throws IOException {
    if (!all(Duration.ZERO).busy().isEmpty()) {
      throw Ours.busy();
    }
    // A copy that arrived just before an agent ended is known by the slave that it lies on.
    Optional<PlacedMount> arrived = ours.find();
    if (arrived.isPresent()
        && !new Unmounting(container, mountPath, arrived.get())
            .all(Duration.ZERO)
            .busy()
            .isEmpty()) {
      throw Ours.busy();
    }
    unmounted.run();
    if (ours.look() instanceof Sight.Covered) {
      throw new InjectionException(
          Reason.COVERED, "something that the container mounted there covers it");
    }
    if (!ours.isElsewhere()) {
      MadePath.remove(container, placed.made());
    }
  }

  private boolean tryUnmount(Located located, Duration patience) throws IOException {
    return Patience.until(
        patience,
        () -> {
          try {
            located.unmount(container, 0);
            return true;
          } catch (LinuxException e) {
            if (e.errno() == Errno.EBUSY) {
              return false;
            }
            throw e;
          }
        });
  }

  /** Unmounts what else of ours lies on top of the volume, and tells what is there then. */
  PlacedMount settle() throws IOException {
    List<String> ids = new ArrayList<>(placed.mountIDs());
    Optional<Located> top = ours.isElsewhere() ? Optional.empty() : ours.top();
    while (top.isPresent() && !ours.isVolume(top.get()) && ids.remove(Ours.id(top.get()))) {
      if (!tryUnmount(top.get(), Duration.ZERO)) {
        throw Ours.busy();
      }
      top = ours.top();
    }
    PlacedMount rest =
        new PlacedMount(
            placed.mountNamespace(),
            ids,
            placed.device(),
            placed.root(),
            placed.idmapped(),
            placed.made());
    return new Ours(container, mountPath, rest).find().orElse(rest);
  }
}
