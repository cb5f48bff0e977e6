package dev.imagescan.agent.drift;

import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.root.LocalFileSystem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mounts of a container on which there may be programs that can be run: not the root's, not
 * those that forbid it, and none of a file system whose answers come from elsewhere or that lies
 * below one.
 */
final class SearchedMounts {

  /** A container can make as many as it likes, if it can make any. */
  private static final int MOST_MOUNTS = 256;

  private static final int MOST_DEPTH = 64;
  private static final Set<String> SYSTEM = Set.of("dev", "proc", "sys");

  private final Map<Integer, Mount> byId = new HashMap<>();
  private final Map<String, Mount> topmost = new HashMap<>();
  private final List<Mount> mounts;

  private SearchedMounts(MountTable table) {
    mounts = table.mounts();
    mounts.forEach(mount -> byId.put(mount.id(), mount));
    mounts.forEach(mount -> topmost.put(mount.mountPoint(), mount));
  }

  /** In the order of the table; of those at one place only what is seen there. */
  static List<Mount> of(MountTable table) {
    SearchedMounts all = new SearchedMounts(table);
    return all.mounts.stream().filter(all::isSearched).limit(MOST_MOUNTS).toList();
  }

  private boolean isSearched(Mount mount) {
    String point = mount.mountPoint();
    return point.startsWith("/")
        && point.length() > 1
        && !SYSTEM.contains(point.split("/", 3)[1])
        && topmost.get(point) == mount
        && !Arrays.asList(mount.options().split(",")).contains("noexec")
        && liesOnLocal(mount);
  }

  private boolean liesOnLocal(Mount mount) {
    Mount at = mount;
    for (int depth = 0; depth < MOST_DEPTH; depth++) {
      if (!LocalFileSystem.isLocal(at.type())) {
        return false;
      }
      if (at.mountPoint().equals("/")) {
        return true;
      }
      at = byId.get(at.parent());
      if (at == null) {
        return false;
      }
    }
    return false;
  }
}
