package dev.imagescan.agent.process;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells from a {@code /proc/PID/cgroup} text which container a process belongs to. It understands
 * the control groups that kubelet makes with either cgroup driver, and below them those of
 * containerd, CRI-O and Docker; Docker's and Podman's own as well, which have no pod.
 *
 * <p>The outermost container counts: a container may make control groups below its own and give
 * them another container's name, but it cannot change what stands above.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
final class CgroupPath {

  private static final String ID = "([0-9a-f]{12,128})";
  private static final String UID = "([0-9a-f]{8}(?:[-_]?[0-9a-f]{4}){3}[-_]?[0-9a-f]{12})";

  /** kubelet's pod: {@code pod<uid>}, or {@code …kubepods-burstable-pod<uid>.slice}. */
  private static final Pattern POD =
      Pattern.compile("pod" + UID + "|(?:.+-)?kubepods(?:-[a-z]+)?-pod" + UID + "\\.slice");

  /** A container below its pod: {@code <id>}, or {@code cri-containerd-<id>.scope}. */
  private static final Pattern BELOW_POD =
      Pattern.compile("(?:(?:cri-containerd|crio|docker)-)?" + ID + "(?:\\.scope)?");

  /** How containerd puts it when its driver is cgroupfs and kubelet's is systemd. */
  private static final Pattern COLONS = Pattern.compile(":(?:cri-containerd|crio|docker):");

  private static final Pattern WITHOUT_POD =
      Pattern.compile("(?:docker|libpod|cri-containerd|crio)-([0-9a-f]{64})\\.scope");
  private static final Pattern DOCKER_ID = Pattern.compile("[0-9a-f]{64}");

  /**
   * The container that a process is in.
   *
   * @param podUid with its usual dashes; empty for a container without a pod
   * @param id empty for our own container, where its name is hidden from us
   */
  record Owner(String podUid, String id) {}

  private CgroupPath() {}

  /**
   * The container that all lines agree on, as far as they name one.
   *
   * @param hiddenPod the UID of our own pod, if a cgroup namespace of our own hides it
   */
  static Optional<Owner> owner(String cgroupFile, Optional<String> hiddenPod) {
    List<Owner> owners =
        // Not lines(): a container may name a group with a carriage return in it, but no newline.
        Arrays.stream(cgroupFile.split("\n"))
            .map(CgroupPath::path)
            .flatMap(Optional::stream)
            .map(path -> ofPath(path, hiddenPod))
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    return owners.size() == 1 ? Optional.of(owners.getFirst()) : Optional.empty();
  }

  private static Optional<String> path(String line) {
    String[] fields = line.split(":", 3);
    return fields.length == 3 ? Optional.of(fields[2]) : Optional.empty();
  }

  private static Optional<Owner> ofPath(String path, Optional<String> hiddenPod) {
    String slashes = COLONS.matcher(path).replaceAll("/");
    List<String> names = Arrays.stream(slashes.split("/")).filter(n -> !n.isEmpty()).toList();
    for (int i = 0; i < names.size(); i++) {
      Matcher pod = POD.matcher(names.get(i));
      if (pod.matches()) {
        String uid = pod.group(1) == null ? pod.group(2).replace('_', '-') : pod.group(1);
        return belowPod(uid, i + 1 < names.size() ? names.get(i + 1) : "");
      }
    }
    return hiddenPod.isPresent() ? inHiddenPod(hiddenPod.get(), names) : withoutPod(names);
  }

  private static Optional<Owner> belowPod(String uid, String name) {
    Matcher container = BELOW_POD.matcher(name);
    return container.matches() ? Optional.of(new Owner(uid, container.group(1))) : Optional.empty();
  }

  /** Paths begin at our own control group: '..' is our pod's, and there are our siblings. */
  private static Optional<Owner> inHiddenPod(String uid, List<String> names) {
    if (names.isEmpty() || !names.getFirst().equals("..")) {
      return Optional.of(new Owner(uid, ""));
    }
    return names.size() > 1 ? belowPod(uid, names.get(1)) : Optional.empty();
  }

  private static Optional<Owner> withoutPod(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      Matcher scope = WITHOUT_POD.matcher(names.get(i));
      if (scope.matches()) {
        return Optional.of(new Owner("", scope.group(1)));
      }
      if (i > 0 && names.get(i - 1).equals("docker") && DOCKER_ID.matcher(names.get(i)).matches()) {
        return Optional.of(new Owner("", names.get(i)));
      }
    }
    return Optional.empty();
  }
}
