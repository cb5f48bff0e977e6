package dev.imagescan.e2e.product;

import static dev.imagescan.api.v1alpha1.ContainmentVerdict.CONFINED;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.PRIVILEGED;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.SUPER_PRIVILEGED;
import static dev.imagescan.api.v1alpha1.ContainmentVerdict.WEAKENED;

import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import java.util.List;
import java.util.Locale;

/** Pods that are confined in different ways, and what is to be said of them. */
enum Confinement {
  DEFAULT(WEAKENED, "", ""),
  RUNTIME_DEFAULT(CONFINED, "", "seccompProfile: {type: RuntimeDefault}"),
  RESTRICTED(
      CONFINED,
      "",
      "seccompProfile: {type: RuntimeDefault}, runAsNonRoot: true, runAsUser: 1000,"
          + " allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}"),
  DROP_ALL(WEAKENED, "", "capabilities: {drop: [ALL]}"),
  NO_NEW_PRIVILEGES(WEAKENED, "", "allowPrivilegeEscalation: false"),
  NON_ROOT(WEAKENED, "", "runAsUser: 1000"),
  PRIVILEGED_POD(PRIVILEGED, "", "privileged: true"),
  HOST_PID(WEAKENED, "hostPID: true", "seccompProfile: {type: RuntimeDefault}"),
  HOST_NETWORK(WEAKENED, "hostNetwork: true", "seccompProfile: {type: RuntimeDefault}"),
  HOST_IPC(WEAKENED, "hostIPC: true", "seccompProfile: {type: RuntimeDefault}"),
  SHARED_PID(CONFINED, "shareProcessNamespace: true", "seccompProfile: {type: RuntimeDefault}"),
  USER_NAMESPACE(CONFINED, "hostUsers: false", "seccompProfile: {type: RuntimeDefault}"),
  USER_NAMESPACE_WITHOUT_SECCOMP(WEAKENED, "hostUsers: false", ""),
  USER_NAMESPACE_ADMIN(
      WEAKENED,
      "hostUsers: false",
      "seccompProfile: {type: RuntimeDefault}, capabilities: {add: [SYS_ADMIN]}"),
  USER_NAMESPACE_PRIVILEGED(WEAKENED, "hostUsers: false", "privileged: true"),
  UNMASKED_PROC(WEAKENED, "hostUsers: false", "procMount: Unmasked"),
  SYS_ADMIN(
      PRIVILEGED, "", "seccompProfile: {type: RuntimeDefault}, capabilities: {add: [SYS_ADMIN]}"),
  ONLY_SYS_ADMIN(PRIVILEGED, "", "capabilities: {drop: [ALL], add: [SYS_ADMIN]}"),
  NET_ADMIN(
      WEAKENED, "", "seccompProfile: {type: RuntimeDefault}, capabilities: {add: [NET_ADMIN]}"),
  DEBUGGER(
      SUPER_PRIVILEGED,
      "hostPID: true",
      "seccompProfile: {type: RuntimeDefault}, capabilities: {add: [SYS_PTRACE]}"),
  RUNTIME_SOCKET(PRIVILEGED, "", "seccompProfile: {type: RuntimeDefault}", "/run:/host"),
  DOCKER_SOCKET(
      PRIVILEGED,
      "",
      "seccompProfile: {type: RuntimeDefault}, runAsUser: 1000",
      "/var/run/docker.sock:/var/run/docker.sock"),
  HOST_ROOT(PRIVILEGED, "", "seccompProfile: {type: RuntimeDefault}", "/:/host"),
  HOST_ETC(WEAKENED, "", "seccompProfile: {type: RuntimeDefault}, runAsUser: 1000", "/etc:/host"),
  LIBVIRT(
      SUPER_PRIVILEGED,
      "hostPID: true\nhostNetwork: true",
      "privileged: true",
      "/run/libvirt:/run/libvirt",
      "/var/lib/libvirt:/var/lib/libvirt",
      "/lib/modules:/lib/modules",
      "/dev:/host/dev",
      "/sys:/host/sys"),
  MODULE_LOADER(
      SUPER_PRIVILEGED,
      "",
      "seccompProfile: {type: RuntimeDefault}, capabilities: {add: [SYS_MODULE]}",
      "/lib/modules:/lib/modules"),
  COCKPIT(
      SUPER_PRIVILEGED,
      "hostPID: true\nhostNetwork: true\nhostIPC: true",
      "privileged: true",
      "/:/host");

  private final ContainmentVerdict verdict;
  private final String spec;
  private final String security;
  private final List<String> hostPaths;

  /**
   * @param hostPaths paths of the host, each with where it is in the container
   */
  Confinement(ContainmentVerdict verdict, String spec, String security, String... hostPaths) {
    this.verdict = verdict;
    this.spec = spec;
    this.security = security;
    this.hostPaths = List.of(hostPaths);
  }

  ContainmentVerdict verdict() {
    return verdict;
  }

  String pod() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The pod, with an emptyDir at /scratch, and what it has of the host. */
  String yaml(String node, String image) {
    StringBuilder volumes = new StringBuilder("volumes:\n  - {name: scratch, emptyDir: {}}\n");
    StringBuilder mounts =
        new StringBuilder("volumeMounts:\n  - {name: scratch, mountPath: /scratch}\n");
    for (int i = 0; i < hostPaths.size(); i++) {
      String[] path = hostPaths.get(i).split(":");
      volumes.append("  - {name: host-%d, hostPath: {path: %s}}\n".formatted(i, path[0]));
      mounts.append("  - {name: host-%d, mountPath: %s}\n".formatted(i, path[1]));
    }
    return Target.yaml(
        pod(),
        node,
        new String[] {spec, volumes.toString()},
        Target.container(
            "main", image, "", mounts.toString(), "securityContext: {" + security + "}"));
  }
}
