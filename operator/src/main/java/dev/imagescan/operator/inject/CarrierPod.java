package dev.imagescan.operator.inject;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.imagescan.api.v1alpha1.InjectedVolumeMount;
import dev.imagescan.api.v1alpha1.Injection;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.PodTraits;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A carrier as it is created. It passes the Pod Security level {@code restricted} when its volumes
 * do; an admission policy holds the operator to this shape.
 */
final class CarrierPod {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final long NOBODY = 65535;
  private static final long HELD_SECONDS = 600;

  /** The program of the pause image. A second one ends with the first, which the agent ends. */
  private static final String PAUSE = "/pause";

  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 30;

  private final WantedCarrier wanted;
  private final Injection inject;
  private final String image;
  private final String name;

  /**
   * A carrier.
   *
   * @param leaving the UIDs of carriers of the same key that are going: the name follows from all
   *     of it, so that whoever decides from an old state creates no second one
   */
  CarrierPod(WantedCarrier wanted, String image, Stream<String> leaving) {
    this.wanted = wanted;
    this.inject = wanted.scan().getSpec().inject();
    this.image = image;
    String hash = Hash.of(8, Stream.concat(Stream.of(wanted.key()), leaving.sorted()));
    this.name =
        "imagescan-" + cut(wanted.scan().getMetadata().getName(), LONGEST_NAME) + "-" + hash;
  }

  Pod pod() {
    return new PodBuilder().withMetadata(metadata()).withSpec(spec()).build();
  }

  private ObjectMeta metadata() {
    String node = wanted.node().name();
    Map<String, String> labels = new TreeMap<>();
    Map<String, String> annotations = new TreeMap<>();
    labels.put(CarrierView.CARRIER, cut(wanted.scan().getMetadata().getName(), LONGEST_LABEL));
    labels.put(CarrierView.SCAN_UID, wanted.scan().getMetadata().getUid());
    labels.put(CarrierView.KEY, wanted.key());
    (node.length() <= LONGEST_LABEL ? labels : annotations).put(CarrierView.NODE, node);
    annotations.put(CarrierView.GROUP, wanted.group().toString());
    return new ObjectMetaBuilder()
        .withNamespace(wanted.scan().getMetadata().getNamespace())
        .withName(name)
        .withLabels(labels)
        .withAnnotations(annotations)
        // Not by the scan: neither way of deleting a scan may end its carriers before the mounts.
        // As the node's they go with it, and kubectl drain takes what has a controller.
        .addNewOwnerReference()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(node)
        .withUid(wanted.node().getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .build();
  }

  private PodSpec spec() {
    return new PodSpecBuilder()
        .withServiceAccountName("default")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(HELD_SECONDS)
        .withSecurityContext(podSecurity())
        .withAffinity(affinity())
        .withTolerations(tolerations())
        .withImagePullSecrets(
            wanted.imagePullSecrets().stream().map(LocalObjectReference::new).toList())
        .withVolumes(
            inject.volumes().stream().map(v -> JSON.convertValue(v, Volume.class)).toList())
        .withContainers(container())
        .build();
  }

  private PodSecurityContext podSecurity() {
    PodSecurityContextBuilder security =
        new PodSecurityContextBuilder()
            .withRunAsUser(NOBODY)
            .withRunAsGroup(NOBODY)
            .withRunAsNonRoot(true)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .withFsGroup(wanted.group().fsGroup())
            .withFsGroupChangePolicy(wanted.group().fsGroupChangePolicy());
    if (wanted.group().seLinuxLevel() != null) {
      security.withNewSeLinuxOptions().withLevel(wanted.group().seLinuxLevel()).endSeLinuxOptions();
    }
    return security.build();
  }

  /** By affinity, not by name: the scheduler still binds volumes that wait for a consumer. */
  private Affinity affinity() {
    return new AffinityBuilder()
        .withNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .addNewNodeSelectorTerm()
        .addNewMatchField()
        .withKey("metadata.name")
        .withOperator("In")
        .withValues(wanted.node().name())
        .endMatchField()
        .endNodeSelectorTerm()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .build();
  }

  private List<Toleration> tolerations() {
    // The targets run there already: a taint that keeps new pods away must not keep this one away.
    Toleration anyTaint =
        new TolerationBuilder().withOperator("Exists").withEffect("NoSchedule").build();
    return Stream.concat(
            Stream.of(anyTaint), wanted.tolerations().stream().map(CarrierPod::toleration))
        .distinct()
        .toList();
  }

  private static Toleration toleration(PodTraits.Tolerated like) {
    return new TolerationBuilder()
        .withKey(like.key())
        .withOperator(like.operator())
        .withValue(like.value())
        .withEffect(like.effect())
        .withTolerationSeconds(like.tolerationSeconds())
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName("carrier")
        .withImage(image)
        .withNewResources()
        // No limits: a memory limit would size memory-backed volumes.
        .addToRequests("cpu", new Quantity("1m"))
        .addToRequests("memory", new Quantity("8Mi"))
        .endResources()
        .withVolumeMounts(
            IntStream.range(0, inject.volumeMounts().size()).mapToObj(this::mount).toList())
        // Whoever else deletes it: the volumes stay until the targets were emptied.
        .withNewLifecycle()
        .withNewPreStop()
        .withNewExec()
        .withCommand(PAUSE)
        .endExec()
        .endPreStop()
        .endLifecycle()
        .withSecurityContext(security())
        .build();
  }

  private VolumeMount mount(int index) {
    InjectedVolumeMount wish = inject.volumeMounts().get(index);
    return new VolumeMountBuilder()
        .withName(wish.name())
        .withMountPath(Origin.Volume.mountPath(index))
        .withSubPath(wish.subPath())
        .withReadOnly(wish.readOnly())
        .withRecursiveReadOnly(wish.recursiveReadOnly())
        .build();
  }

  private static SecurityContext security() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  /** A beginning of a name that is a valid part of another name, and a label. */
  private static String cut(String name, int length) {
    return name.substring(0, Math.min(name.length(), length)).replaceAll("[.-]+$", "");
  }
}
