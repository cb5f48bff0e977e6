package dev.imagescan.operator.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import dev.imagescan.operator.Golden;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.NodeView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is planned for a node, and what is done about its carriers, in the same moment. */
class InjectionTest {

  /** What is decided, for people. */
  private record Written(
      List<PlannedMount> mounts,
      List<Pod> create,
      List<String> delete,
      List<String> held,
      List<ReleasedCarrier> release) {}

  private static Written written(NodeView node, FixedCluster cluster, boolean drained) {
    CarrierWork work = CarrierWork.of(node, cluster, drained);
    List<PlannedMount> mounts = MountPlan.of(node, cluster);
    return new Written(
        mounts,
        work.create().stream().map(CarrierWork.Missing::pod).toList(),
        work.delete().stream().map(CarrierView::name).sorted().toList(),
        work.held().stream().map(CarrierView::name).sorted().toList(),
        CarrierWork.released(node, cluster, mounts));
  }

  private static Map<String, Written> written(FixedCluster cluster, boolean drained) {
    Map<String, Written> nodes = new LinkedHashMap<>();
    cluster.nodes().stream()
        .sorted(Comparator.comparing(NodeView::name))
        .forEach(node -> nodes.put(node.name(), written(node, cluster, drained)));
    return nodes;
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "carriers-first",
        "every-kind-of-volume",
        "carriers-run",
        "shares",
        "changed-volumes-and-the-old-carrier-serves",
        "changed-volumes-and-the-new-carrier-serves",
        "changed-volumes-and-the-old-carrier-is-empty",
        "carrier-deleted-by-others",
        "carrier-deleted-by-others-and-empty",
        "carrier-evicted",
        "carrier-restarts",
        "restarting-pod-keeps-its-carrier",
        "suspended-scan-keeps-what-it-has",
        "leaving-pod-keeps-what-it-has",
        "scan-is-being-deleted",
        "scan-is-gone",
        "without-finalizer-no-carrier",
        "injection-is-not-installed",
      })
  void a_node_gets_its_mounts_and_carriers(String name) {
    String yaml = Golden.read("inject/in-" + name + ".yaml");
    Golden.check(
        "inject/out-" + name + ".yaml",
        Serialization.asYaml(written(FixedCluster.of(yaml), yaml.contains("# drained"))));
  }

  @Test
  void an_id_is_what_it_was_agreed_to_be() {
    // printf 'uid-scan\nuid-web-1\napp\n/data' | sha256sum | cut -c1-32
    FixedCluster cluster = FixedCluster.of(Golden.read("inject/in-carriers-run.yaml"));
    ImageScan scan = cluster.injections().iterator().next();
    assertEquals(
        "999e0b4a378ba60bf67a098a98211b86",
        Wants.of(scan, cluster.pods(), cluster).mounts().getFirst().id());
  }
}
