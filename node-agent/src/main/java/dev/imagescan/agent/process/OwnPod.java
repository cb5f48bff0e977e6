package dev.imagescan.agent.process;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pod that we run in ourselves. In a cgroup namespace of our own, which runtimes make where
 * there is cgroup v2, the paths of this one pod's control groups lack its UID; what kubelet has
 * mounted for us has it.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/cgroup_namespaces.7.html">cgroup_namespaces(7)</a>
 */
final class OwnPod {

  private static final Pattern OF_KUBELET =
      Pattern.compile(".*/pods/([0-9a-f-]{32,36})/(?:etc-hosts|containers/[^/]+/[0-9a-f]+)");
  private static final int LONGEST_FILE = 1 << 20;

  private OwnPod() {}

  /** Its UID, if control groups do not tell it. */
  static Optional<String> hiddenUid() {
    try (Fd first = Open.path("/proc/1/cgroup", Open.O_RDONLY);
        Fd table = Open.path("/proc/self/mountinfo", Open.O_RDONLY)) {
      String cgroup = new String(Read.all(first, LONGEST_FILE), StandardCharsets.ISO_8859_1);
      return hiddenUid(cgroup, MountTable.read(table));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Decides by the control groups of the node's first process and by our own mounts. */
  static Optional<String> hiddenUid(String firstCgroup, MountTable own) {
    if (firstCgroup.lines().noneMatch(line -> line.contains(":/.."))) {
      return Optional.empty();
    }
    return own.mounts().stream()
        .map(Mount::root)
        .map(OF_KUBELET::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }
}
