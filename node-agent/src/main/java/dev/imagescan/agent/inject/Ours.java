package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mount of ours, by what was written down of it, in the container that the thread is in. Only
 * what has one of its unique IDs is ever taken for it, and unmounted.
 */
final class Ours {

  /** So ends the root of a mount in mount tables whose directory was deleted. */
  private static final String DELETED = "//deleted";

  private static final int LONGEST_ROOT = 1024;
  private static final int MOST_IDS = 16;
  private static final int NONE = -1;

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
    // What is on top is not ours, but may show the same as ours.
    int seen = top.map(located -> located.identity().id()).orElse(NONE);
    boolean there =
        container.table().mounts().stream()
            .anyMatch(mount -> mount.id() != seen && isAt(mount, place));
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
    if (placed.mountIDs().size() < MOST_IDS && isSame(mount) && isOnHub(mount)) {
      List<String> ids = new ArrayList<>(placed.mountIDs());
      ids.add(id(top.get()));
      return Optional.of(shown(mount, ids, placed, placed.made()));
    }
    return Optional.empty();
  }

  /** Takes the right to write from all of it, and from nothing that the container mounted. */
  void makeReadOnly() throws IOException {
    if (volume().isEmpty()) {
      throw covered();
    }
    for (String id : placed.mountIDs()) {
      Optional<Located> located = locate(Long.parseUnsignedLong(id));
      if (located.isPresent()) {
        try (Fd fd = located.get().open(container)) {
          Kept.makeReadOnly(fd);
        }
      }
    }
  }

  /** Opens the volume, to be reached when it is covered as well. */
  Fd open() throws IOException {
    return volume().orElseThrow(Ours::covered).open(container);
  }

  private static InjectionException covered() {
    return new InjectionException(Reason.COVERED, "it is covered and out of reach");
  }

  static InjectionException busy() {
    return new InjectionException(
        Reason.BUSY, "the container has a file open below it, or has mounted something there");
  }

  /** One of its mounts where the container sees it. */
  Optional<Located> locate(long unique) throws IOException {
    Optional<Located> top = top();
    if (top.isEmpty() || top.get().identity().unique() == unique) {
      return top;
    }
    return placed.mountIDs().size() > 1 ? top.get().below(container, unique) : Optional.empty();
  }

  /** Whatever is on top at its mount point. */
  Optional<Located> top() throws IOException {
    return Located.at(container, mountPath);
  }

  /** The container may have another mount namespace since it was restarted. */
  boolean isElsewhere() throws IOException {
    return placed.mountNamespace() != container.namespaceId();
  }

  /** The lowest mounts of ours may be there without the volume. */
  boolean isVolume(Located located) throws IOException {
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

  /** A slave has its own ID as the name of its root directory, which nobody can change. */
  private boolean isOnHub(Mount mount) throws IOException {
    Mount below = container.mount(mount.parent());
    return below.type().equals("tmpfs")
        && below.source().equals(Hub.SOURCE)
        && below.mountPoint().equals(mount.mountPoint())
        && placed.mountIDs().contains(below.root().substring(1));
  }

  /**
   * What is to be written down of one that the mount table shows.
   *
   * @param expected tells what the table does not
   */
  static PlacedMount shown(Mount mount, List<String> ids, PlacedMount expected, List<String> made) {
    return new PlacedMount(
        expected.mountNamespace(),
        ids,
        mount.device().toString(),
        root(Inside.text(mount.root())),
        expected.idmapped(),
        made);
  }

  static String id(Located located) {
    return id(located.identity().unique());
  }

  static String id(long unique) {
    return Long.toUnsignedString(unique);
  }

  /** As much of a root directory as is written down, deleted or not. */
  static String root(String shown) {
    String path =
        shown.endsWith(DELETED) ? shown.substring(0, shown.length() - DELETED.length()) : shown;
    return path.substring(0, Math.min(path.length(), LONGEST_ROOT));
  }
}
