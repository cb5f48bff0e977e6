package dev.imagescan.operator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.operator.Golden;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.NodeView;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePlanTest {

  /** What a plan comes to, for people. */
  private record Written(
      NodeScanSpec nodeScan, Collection<ImageReportSpec> newImageReports, String planAgainAt) {}

  private static Written written(NodePlan plan) {
    return new Written(
        plan.spec(), plan.newImages().values(), plan.next().map(Object::toString).orElse(null));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "namespaced-scan-stays-in-its-namespace",
        "cluster-scan-selects-namespaces-and-nodes",
        "scans-add-up",
        "suspended-scan-keeps-reports",
        "only-running-containers-by-glob",
        "images-given-to-nodes",
        "declared-security-where-containment-is-wanted",
        "nodes-themselves",
        "scans-of-nodes-add-up",
        "suspended-scan-keeps-node-reports",
        "pods-and-nodes",
        "targets-changed-from-nodes-to-pods",
        "later-scan-of-nodes-starts-anew",
        "active-scan-asks-for-less-than-a-suspended-one",
      })
  void every_node_gets_its_plan(String name) {
    FixedCluster cluster = FixedCluster.of(Golden.read("nodeplan/in-" + name + ".yaml"));
    Map<String, Written> plans = new LinkedHashMap<>();
    cluster.nodes().stream()
        .sorted(Comparator.comparing(NodeView::name))
        .forEach(
            node -> plans.put(node.name(), written(NodePlan.of(node, cluster, cluster.now()))));
    Golden.check("nodeplan/out-" + name + ".yaml", Serialization.asYaml(plans));
  }

  @Test
  void mounts_and_the_node_itself_do_not_take_each_others_place_in_a_plan() {
    FixedCluster cluster = FixedCluster.of(Golden.read("nodeplan/in-nodes-themselves.yaml"));
    NodePlan plan = NodePlan.of(cluster.node("node-1").orElseThrow(), cluster, cluster.now());
    assertFalse(plan.isEmpty(), "a plan to look at the node alone would not be written");
    assertEquals(plan.spec().node(), plan.holding(List.of(), List.of()).spec().node());
    NodePlan other = NodePlan.of(cluster.node("node-2").orElseThrow(), cluster, cluster.now());
    assertTrue(other.isEmpty(), "a plan for a node that no scan is about would be written");
  }

  @Test
  void a_node_with_too_many_containers_gets_the_first_by_name() {
    FixedCluster cluster =
        FixedCluster.of(
            """
            # now: 2026-01-01T00:00:00Z
            kind: Node
            metadata: {name: node-1, uid: n1}
            ---
            kind: ImageScan
            metadata: {name: all, namespace: shop}
            spec: {selector: {}, inspect: [Mounts]}
            """);
    for (int number = 2999; number >= 0; number--) {
      cluster.add(
          """
          kind: Pod
          metadata: {name: web-%1$04d, namespace: shop, uid: u%1$d}
          spec: {nodeName: node-1}
          status: {containerStatuses: [{name: app, containerID: "c://%1$d", state: {running: {}}}]}
          """
              .formatted(number));
    }
    NodePlan plan = NodePlan.of(cluster.node("node-1").orElseThrow(), cluster, cluster.now());
    assertEquals(NodePlan.MOST_CONTAINERS, plan.spec().containers().size());
    assertEquals("web-0000", plan.spec().containers().getFirst().pod());
    assertEquals("web-2047", plan.spec().containers().getLast().pod());
  }
}
