package dev.imagescan.agent.drift;

import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a runtime puts into a container's own layer before the container runs: places to mount upon,
 * and some files that tell a program where it is. The container did not do that.
 */
final class RuntimeMade {

  /** Covered by mounts, so what lies there belongs to nobody. */
  private static final Set<String> COVERED = Set.of("dev", "proc", "sys");

  private static final Set<String> EMPTY_FILES =
      Set.of(".dockerenv", "run/.containerenv", "etc/hosts", "etc/hostname", "etc/resolv.conf");

  private static final String LINK = "etc/mtab";

  private final Set<String> mountPoints;

  /** Learns what is mounted in a container now. */
  RuntimeMade(MountTable table) {
    mountPoints =
        table.mounts().stream()
            .map(Mount::mountPoint)
            .filter(point -> point.startsWith("/"))
            .map(point -> point.substring(1))
            .collect(Collectors.toSet());
  }

  /** Whether something new is of the runtime's making. */
  boolean contains(String path, Stat now) {
    if (isCovered(path)) {
      return true;
    }
    if (now.isSymbolicLink()) {
      return path.equals(LINK);
    }
    boolean empty = now.isRegular() && now.size() == 0;
    return empty && (EMPTY_FILES.contains(path) || mountPoints.contains(path));
  }

  /** Whether nobody can see it because a system's own file system is mounted over it. */
  boolean isCovered(String path) {
    int slash = path.indexOf('/');
    String first = slash < 0 ? path : path.substring(0, slash);
    return COVERED.contains(first) && mountPoints.contains(first);
  }
}
