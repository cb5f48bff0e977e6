package dev.imagescan.agent.host;

import dev.imagescan.agent.mounts.ContainerMounts;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.api.v1alpha1.MountEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * What a report says of a machine's own mounts. Every mount of the table is either an entry or
 * counted as made for containers, unless the report says that it is truncated.
 *
 * @param entries in the order of the table, at most {@value #MOST_ENTRIES}
 * @param ofContainers how many were left out because they were made for containers and pods
 * @param truncated whether there are more entries
 */
public record HostMounts(List<MountEntry> entries, int ofContainers, boolean truncated) {

  /** How many mounts a report holds. */
  public static final int MOST_ENTRIES = 512;

  /** The list is copied. */
  public HostMounts {
    entries = List.copyOf(entries);
  }

  /** Describes the table of the machine's first process. */
  public static HostMounts describe(MountTable table, RuntimePlaces runtimes) {
    List<MountEntry> entries = new ArrayList<>();
    int ofContainers = 0;
    int own = 0;
    for (Mount mount : table.mounts()) {
      if (runtimes.haveMade(mount)) {
        ofContainers++;
      } else if (++own <= MOST_ENTRIES) {
        entries.add(ContainerMounts.entry(mount));
      }
    }
    return new HostMounts(entries, ofContainers, table.truncated() || own > MOST_ENTRIES);
  }
}
