package dev.imagescan.operator.agent;

import dev.imagescan.operator.cluster.PodIgnores;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The DaemonSet as it is to be.
 *
 * @param namespace where it runs
 * @param image the agent's image
 * @param pullPolicy when to pull it
 * @param injects whether it may put mounts into containers
 * @param owner the operator's Deployment, with which it goes
 */
record AgentDaemonSet(
    String namespace,
    String image,
    String pullPolicy,
    boolean injects,
    Optional<OwnerReference> owner) {

  static final String NAME = "imagescan-agent";

  static final SortedMap<String, String> LABELS =
      new TreeMap<>(
          Map.of("app.kubernetes.io/name", "imagescan", "app.kubernetes.io/component", "agent"));

  private static final int PORT = 8081;

  /** What a scan finds about the agents themselves, which is what they are for. */
  private static final String ACCEPTED =
      Stream.of("HostCapabilities", "HostDisk", "HostPid", "MoreCapabilities", "CanMount")
          .map("{\"id\":\"%s\",\"reason\":\"It reads containers from the node.\"}"::formatted)
          .collect(Collectors.joining(",", "[", "]"));

  // DAC_READ_SEARCH: read whatever its owner and mode say, and go below a mount point's parent
  // that is closed to others. SYS_PTRACE: open /proc/PID/root of processes of other users.
  private static final List<String> TO_INSPECT = List.of("DAC_READ_SEARCH", "SYS_PTRACE");

  // SYS_ADMIN: setns(2) into mount namespaces, open_tree(2), mount_setattr(2), move_mount(2),
  // umount2(2). SYS_CHROOT: setns(2) into a mount namespace asks for it besides. SETUID and SETGID:
  // mount points in containers with a user namespace are made with the ids of their parent's owner.
  private static final List<String> TO_INJECT =
      List.of("SYS_ADMIN", "SYS_CHROOT", "SETUID", "SETGID");

  DaemonSet desired() {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .withLabels(LABELS)
        .withOwnerReferences(owner.stream().toList())
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(LABELS)
        .endSelector()
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withNewMaxUnavailable("10%")
        .endRollingUpdate()
        .endUpdateStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(LABELS)
        .withAnnotations(Map.of(PodIgnores.ANNOTATION, ACCEPTED))
        .endMetadata()
        .withSpec(pod())
        .endTemplate()
        .endSpec()
        .build();
  }

  private PodSpec pod() {
    // No priority class: reading other people's containers is no reason to evict them, and a quota
    // on system-node-critical keeps such pods out of namespaces like this one.
    return new PodSpecBuilder()
        .withServiceAccountName(NAME)
        .withAutomountServiceAccountToken(true)
        .withEnableServiceLinks(false)
        .withHostPID(true)
        .withTerminationGracePeriodSeconds(5L)
        .withNewSecurityContext()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withNodeSelector(Map.of("kubernetes.io/os", "linux"))
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .withContainers(container())
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName("agent")
        .withImage(image)
        .withImagePullPolicy(pullPolicy)
        .withArgs("agent")
        .withEnv(field("NODE_NAME", "spec.nodeName"), field("POD_NAMESPACE", "metadata.namespace"))
        .addNewPort()
        .withName("http")
        .withContainerPort(PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(
            new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("20m"))
                .addToRequests("memory", new Quantity("96Mi"))
                .addToLimits("memory", new Quantity("192Mi"))
                .build())
        .withLivenessProbe(probe("/healthz", 30, 3))
        .withReadinessProbe(probe("/readyz", 2, 3))
        .withSecurityContext(security())
        .build();
  }

  /**
   * What reading /proc/PID/root of every container takes, where injection is installed what
   * mounting there takes, and no more. Root's capabilities come with exec, so no_new_privs
   * (allowPrivilegeEscalation: false) does not stand in the way of them.
   */
  private SecurityContext security() {
    return new SecurityContextBuilder()
        .withRunAsUser(0L)
        .withRunAsGroup(0L)
        .withPrivileged(false)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop(List.of("ALL"))
        .withAdd(capabilities())
        .endCapabilities()
        .build();
  }

  private List<String> capabilities() {
    return injects ? Stream.concat(TO_INSPECT.stream(), TO_INJECT.stream()).toList() : TO_INSPECT;
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort("http")
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }
}
