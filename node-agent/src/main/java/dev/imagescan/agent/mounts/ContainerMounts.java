package dev.imagescan.agent.mounts;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.MountEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a report says of a container's mounts: all that the table has, less those that every
 * container has, made printable.
 *
 * @param entries in the order of the table, at most {@value #MOST_ENTRIES}
 * @param defaults how many usual mounts were left out
 * @param truncated whether there are more entries
 */
public record ContainerMounts(List<MountEntry> entries, int defaults, boolean truncated) {

  /** How many mounts a report holds. */
  public static final int MOST_ENTRIES = 64;

  /** The list is copied. */
  public ContainerMounts {
    entries = List.copyOf(entries);
  }

  /**
   * Describes a container's table.
   *
   * @param host the table of the node's first process, which knows where kubelet has the volumes
   * @param podUid null when it is not known
   */
  public static ContainerMounts describe(MountTable container, MountTable host, String podUid) {
    PodVolumes volumes = new PodVolumes(host, podUid);
    List<MountEntry> entries = new ArrayList<>();
    Set<String> mountPoints = new HashSet<>();
    int defaults = 0;
    int others = 0;
    for (Mount mount : container.mounts()) {
      // Whatever covers a usual mount is unusual, however much it looks the same.
      if (mountPoints.add(mount.mountPoint()) && DefaultMounts.contain(mount)) {
        defaults++;
      } else if (++others <= MOST_ENTRIES) {
        entries.add(entry(mount, volumes));
      }
    }
    return new ContainerMounts(entries, defaults, container.truncated() || others > MOST_ENTRIES);
  }

  private static MountEntry entry(Mount mount, PodVolumes volumes) {
    String volume = volumes.of(mount).map(name -> Printable.of(name, 253)).orElse(null);
    return entry(mount, volume, volumes.isWhole(mount));
  }

  /** Describes a mount that is no pod's volume. */
  public static MountEntry entry(Mount mount) {
    return entry(mount, null, false);
  }

  private static MountEntry entry(Mount mount, String volume, boolean whole) {
    return new MountEntry(
        Printable.of(mount.mountPoint(), 512),
        Printable.of(mount.type(), 64),
        whole ? null : Printable.of(mount.source(), 512),
        whole || mount.root().equals("/") ? null : Printable.of(mount.root(), 512),
        Printable.of(mount.options(), 256),
        mount.propagation().isEmpty() ? null : Printable.of(mount.propagation(), 64),
        volume);
  }
}
