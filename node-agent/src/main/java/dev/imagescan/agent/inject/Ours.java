package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mount of ours, by what was written down of it, in the container that the thread is in. Only
 * what has one of its unique IDs is ever taken for it, and unmounted.
 */
final class Ours {

  private static final int LONGEST_ROOT = 1024;
  private static final MountTree.Attributes READ_ONLY =
      new MountTree.Attributes(MountTree.MOUNT_ATTR_RDONLY, 0, 0);

  private final Inside container;
  private final String mountPath;
  private final PlacedMount placed;

  Ours(Inside container, String mountPath, PlacedMount placed) {
    this.container = container;
    this.mountPath = mountPath;
    this.placed = placed;
  }

  /** What is seen of it. */
  Sight look() throws IOException {
    if (isElsewhere()) {
      return new Sight.Gone();
    }
    Optional<Located> top = top();
    if (top.isPresent() && isVolume(top.get())) {
      return new Sight.OnTop();
    }
    String place = top.map(Located::place).orElse(mountPath);
    boolean there = container.table().mounts().stream().anyMatch(mount -> isAt(mount, place));
    return there ? new Sight.Covered() : new Sight.Gone();
  }

  /** The volume where the container sees it. */
  Optional<Located> volume() throws IOException {
    Optional<Located> top = isElsewhere() ? Optional.empty() : top();
    return top.isPresent() && isVolume(top.get()) ? top : Optional.empty();
  }

  /** What is there really of one of which only the expectation was written down. */
  Optional<PlacedMount> find() throws IOException {
    if (isElsewhere()) {
      return Optional.empty();
    }
    Optional<Located> top = top();
    if (top.isEmpty() || isVolume(top.get())) {
      return top.map(located -> placed);
    }
    Mount mount = container.mount(top.get().identity().id());
    if (isSame(mount) && isOnHub(mount)) {
      List<String> ids = new ArrayList<>(placed.mountIDs());
      ids.add(id(top.get()));
      return Optional.of(with(ids, mount));
    }
    return Optional.empty();
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
  Rest unmount(Duration patience) throws IOException {
    List<String> hidden = new ArrayList<>();
    List<String> ids = placed.mountIDs();
    for (int i = ids.size() - 1; i >= 0; i--) {
      Optional<Located> located = locate(Long.parseUnsignedLong(ids.get(i)));
      if (located.isEmpty()) {
        hidden.addFirst(ids.get(i));
      } else if (!tryUnmount(located.get(), patience)) {
        hidden.addAll(0, ids.subList(0, i));
        return new Rest(hidden, List.of(ids.get(i)));
      }
    }
    return new Rest(hidden, List.of());
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
    Optional<Located> top = isElsewhere() ? Optional.empty() : top();
    while (top.isPresent() && !isVolume(top.get()) && ids.remove(id(top.get()))) {
      if (!tryUnmount(top.get(), Duration.ZERO)) {
        throw busy();
      }
      top = top();
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

  /** Takes the right to write from all of it; what covers it stays. */
  void makeReadOnly() throws IOException {
    Located volume =
        volume()
            .orElseThrow(
                () -> new InjectionException(Reason.COVERED, "it is covered and out of reach"));
    try (Fd fd = volume.open(container)) {
      MountTree.change(fd, MountTree.AT_RECURSIVE, READ_ONLY);
    } catch (LinuxException e) {
      throw e.errno() == Errno.EBUSY ? busy() : e;
    }
  }

  static InjectionException busy() {
    return new InjectionException(
        Reason.BUSY, "the container has a file open below it, or has mounted something there");
  }

  private Optional<Located> locate(long unique) throws IOException {
    Optional<Located> top = top();
    if (top.isEmpty() || top.get().identity().unique() == unique) {
      return top;
    }
    return placed.mountIDs().size() > 1 ? top.get().below(container, unique) : Optional.empty();
  }

  private Optional<Located> top() throws IOException {
    return Located.at(container, mountPath);
  }

  private boolean isElsewhere() throws IOException {
    return placed.mountNamespace() != container.namespaceId();
  }

  /** The lowest mounts of ours may be there without the volume. */
  private boolean isVolume(Located located) throws IOException {
    return placed.mountIDs().contains(id(located))
        && container.mount(located.identity().id()).device().toString().equals(placed.device());
  }

  private boolean isAt(Mount mount, String place) {
    return Inside.text(mount.mountPoint()).equals(place) && isSame(mount);
  }

  private boolean isSame(Mount mount) {
    return mount.device().toString().equals(placed.device())
        && root(Inside.text(mount.root())).equals(placed.root());
  }

  private boolean isOnHub(Mount mount) throws IOException {
    Mount below = container.mount(mount.parent());
    return below.type().equals("tmpfs")
        && below.source().equals(Hub.SOURCE)
        && below.mountPoint().equals(mount.mountPoint());
  }

  /** The same, as the mount table tells it. */
  PlacedMount with(List<String> ids, Mount mount) {
    return new PlacedMount(
        placed.mountNamespace(),
        ids,
        mount.device().toString(),
        root(Inside.text(mount.root())),
        placed.idmapped(),
        placed.made());
  }

  private static String id(Located located) {
    return id(located.identity().unique());
  }

  static String id(long unique) {
    return Long.toUnsignedString(unique);
  }

  /** As much of a root directory as is written down. */
  static String root(String path) {
    return path.substring(0, Math.min(path.length(), LONGEST_ROOT));
  }
}
