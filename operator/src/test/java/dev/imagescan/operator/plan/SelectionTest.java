package dev.imagescan.operator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.NodeView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {

  private static final String CLUSTER =
      """
      # now: 2026-01-01T00:00:00Z
      kind: Node
      metadata: {name: node-1, uid: n1}
      ---
      kind: Pod
      metadata: {name: web, namespace: shop, uid: u1, labels: {app: web, tier: front}}
      spec: {nodeName: node-1}
      status: {containerStatuses: [{name: app, containerID: "c://1", state: {running: {}}}]}
      ---
      kind: Pod
      metadata: {name: db, namespace: shop, uid: u2, labels: {app: db}}
      spec: {nodeName: node-1}
      status: {containerStatuses: [{name: app, containerID: "c://2", state: {running: {}}}]}
      ---
      kind: Pod
      metadata: {name: bare, namespace: shop, uid: u3}
      spec: {nodeName: node-1}
      status: {containerStatuses: [{name: app, containerID: "c://3", state: {running: {}}}]}
      ---
      kind: ImageScan
      metadata: {name: scan, namespace: shop}
      spec: {selector: SELECTOR}
      """;

  @ParameterizedTest(name = "{0} selects {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|bare db web",
        "{matchLabels: {app: web}}|web",
        "{matchLabels: {app: web, tier: back}}|''",
        "{matchExpressions: [{key: app, operator: In, values: [web, db]}]}|db web",
        "{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}|bare db",
        "{matchExpressions: [{key: tier, operator: Exists}]}|web",
        "{matchExpressions: [{key: app, operator: DoesNotExist}]}|bare",
        "{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: DoesNotExist}]}|''",
      })
  void selectors_mean_what_they_mean_in_kubernetes(String selector, String pods) {
    FixedCluster cluster = FixedCluster.of(CLUSTER.replace("SELECTOR", selector));
    List<String> selected =
        Selection.targets(cluster.scans().iterator().next(), cluster)
            .map(target -> target.pod().name())
            .sorted()
            .toList();
    assertEquals(pods, String.join(" ", selected));
  }

  @ParameterizedTest(name = "a pod of {0}: {1} waited for")
  @CsvSource({"{nodeName: node-1}, 1", "{}, 1", "{nodeName: node-that-was-deleted}, 0"})
  void a_starting_pod_is_waited_for_unless_its_node_is_gone(String spec, long pods) {
    FixedCluster cluster =
        FixedCluster.of(
            """
            # now: 2026-01-01T00:00:00Z
            kind: Node
            metadata: {name: node-1, uid: n1}
            ---
            kind: Pod
            metadata: {name: web, namespace: shop, uid: u1, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec: SPEC
            status: {phase: Pending}
            ---
            kind: ImageScan
            metadata: {name: scan, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec: {selector: {}}
            """
                .replace("SPEC", spec));
    Scan scan = cluster.scans().iterator().next();
    assertEquals(pods, Selection.starting(scan, cluster, cluster.now()).count());
  }

  @Test
  void carriers_are_matched_by_nothing_and_who_looks_into_one_is() {
    FixedCluster cluster =
        FixedCluster.of(CLUSTER.replace("SELECTOR", "{}"))
            .add(carrier("carrier", "pause:3"))
            .add(carrier("pretender", "evil:1"));
    List<String> selected =
        Selection.targets(cluster.scans().iterator().next(), cluster)
            .map(target -> target.pod().name() + "/" + target.container().name())
            .sorted()
            .toList();
    assertEquals(
        List.of(
            "bare/app",
            "carrier/debug",
            "db/app",
            "pretender/carrier",
            "pretender/debug",
            "web/app"),
        selected);
  }

  @ParameterizedTest(name = "targets {0} select {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[Pods]|bare db web|''|1",
        "[Nodes]|''|node-1|0",
        "[Pods, Nodes]|bare db web|node-1|1",
      })
  void a_scan_is_about_pods_or_nodes_or_both(
      String targets, String pods, String nodes, long starting) {
    FixedCluster cluster =
        FixedCluster.of(
                CLUSTER
                    .replace("kind: ImageScan", "kind: ClusterImageScan")
                    .replace(
                        "namespace: shop}\nspec: {sel", "creationTimestamp: START}\nspec: {sel")
                    .replace("START", "\"2026-01-01T00:00:00Z\"")
                    .replace("SELECTOR", "{}, targets: " + targets))
            .add(
                """
                kind: Namespace
                metadata: {name: shop}
                """)
            .add(
                """
                kind: Pod
                metadata: {name: new, namespace: shop, uid: u9, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec: {nodeName: node-1}
                status: {phase: Pending}
                """);
    Scan scan = cluster.scans().iterator().next();
    assertEquals(
        pods, joined(Selection.targets(scan, cluster).map(target -> target.pod().name())), "pods");
    assertEquals(nodes, joined(Selection.nodes(scan, cluster).map(NodeView::name)), "nodes");
    assertEquals(starting, Selection.starting(scan, cluster, cluster.now()).count(), "starting");
  }

  @Test
  void a_scan_of_nodes_needs_no_selector() {
    FixedCluster cluster =
        FixedCluster.of(
            CLUSTER
                .replace("kind: ImageScan", "kind: ClusterImageScan")
                .replace("selector: SELECTOR", "targets: [Nodes]"));
    Scan scan = cluster.scans().iterator().next();
    assertEquals("", joined(Selection.targets(scan, cluster).map(target -> target.pod().name())));
    cluster.pods().forEach(pod -> assertFalse(Selection.selects(scan, pod), pod.name()));
  }

  private static String joined(Stream<String> names) {
    return names.sorted().collect(Collectors.joining(" "));
  }

  private static String carrier(String name, String image) {
    return """
        kind: Pod
        metadata: {name: %1$s, namespace: shop, uid: u-%1$s, labels: {imagescan.dev/carrier: x}}
        spec:
          nodeName: node-1
          containers: [{name: carrier, image: "%2$s"}]
          ephemeralContainers: [{name: debug, image: "busybox:1"}]
        status:
          containerStatuses: [{name: carrier, containerID: "c://%1$s", state: {running: {}}}]
          ephemeralContainerStatuses: [{name: debug, containerID: "c://%1$s-d", state: {running: {}}}]
        """
        .formatted(name, image);
  }
}
