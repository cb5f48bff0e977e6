package dev.imagescan.operator.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.InjectedVolumeMount;
import dev.imagescan.api.v1alpha1.Injection;
import dev.imagescan.api.v1alpha1.Share;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.plan.Selection;
import dev.imagescan.operator.plan.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a scan wants of some pods. A scan that is being deleted wants nothing, and none does where
 * injection is not installed.
 *
 * @param mounts the mounts, in order, each mount point of a container once
 * @param carriers the carriers that these need, in the order of their keys
 */
public record Wants(List<WantedMount> mounts, List<WantedCarrier> carriers) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private static final Wants NOTHING = new Wants(List.of(), List.of());

  /** Both are copied. */
  public Wants {
    mounts = List.copyOf(mounts);
    carriers = List.copyOf(carriers);
  }

  /** What a scan wants of these pods of its namespace. */
  public static Wants of(ImageScan scan, Collection<PodView> pods, Cluster cluster) {
    if (!cluster.injection().enabled()
        || scan.getSpec().inject() == null
        || scan.isMarkedForDeletion()) {
      return NOTHING;
    }
    return asked(scan, pods, cluster);
  }

  /** The same, whether or not it can be had. */
  public static Wants asked(ImageScan scan, Collection<PodView> pods, Cluster cluster) {
    Gathering gathering = new Gathering(scan);
    for (PodView pod : pods) {
      Selection.injectedOn(scan, pod, cluster).ifPresent(node -> gathering.add(pod, node));
    }
    return gathering.wants();
  }

  /** Goes through the targets one after the other. */
  private static final class Gathering {
    private final ImageScan scan;
    private final Injection inject;
    private final String volumes;
    private final Map<String, WantedMount> mounts = new TreeMap<>();
    private final Map<String, WantedCarrier> carriers = new TreeMap<>();

    Gathering(ImageScan scan) {
      this.scan = scan;
      this.inject = scan.getSpec().inject();
      this.volumes = text(List.of(inject.volumes(), inject.volumeMounts()));
    }

    private static String text(Object volumes) {
      try {
        return JSON.writeValueAsString(volumes);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("what was read as JSON can be written as such", e);
      }
    }

    void add(PodView pod, NodeView node) {
      List<Target> targets = Selection.injected(scan, pod, node).toList();
      if (!inject.volumeMounts().isEmpty()) {
        addVolumes(pod, node, targets);
      }
      for (Target target : targets) {
        inject.shares().forEach(share -> addShare(share, target));
      }
    }

    /** A carrier stays for a pod of which no container runs: they may be about to restart. */
    private void addVolumes(PodView pod, NodeView node, List<Target> targets) {
      String key = WantedCarrier.key(scan, volumes, node, Group.of(pod.traits()));
      boolean fresh = !targets.isEmpty() && WantedMount.fresh(scan, pod);
      carriers.merge(
          key, WantedCarrier.of(scan, node, key, pod.traits(), fresh), WantedCarrier::and);
      List<InjectedVolumeMount> wanted = inject.volumeMounts();
      for (Target target : targets) {
        for (int index = 0; index < wanted.size(); index++) {
          InjectedVolumeMount mount = wanted.get(index);
          add(target, mount.mountPath(), mount.readOnly(), new Origin.Volume(key, index));
        }
      }
    }

    private void addShare(Share share, Target target) {
      if (target.container().name().equals(share.fromContainer())) {
        return;
      }
      target.pod().containers().stream()
          .filter(container -> container.name().equals(share.fromContainer()))
          .findFirst()
          .map(from -> new Origin.Sibling(from.containerID(), share.path()))
          .ifPresent(origin -> add(target, share.mountPath(), share.readOnly(), origin));
    }

    private void add(Target target, String path, Boolean readOnly, Origin origin) {
      WantedMount mount =
          new WantedMount(scan, target, path, Boolean.TRUE.equals(readOnly), origin);
      mounts.putIfAbsent(mount.id(), mount);
    }

    Wants wants() {
      return new Wants(
          mounts.values().stream().sorted(WantedMount.ORDER).toList(),
          List.copyOf(carriers.values()));
    }
  }
}
