package dev.imagescan.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.NodeReport;
import dev.imagescan.api.v1alpha1.NodeReportSpec;
import dev.imagescan.api.v1alpha1.NodeResult;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.InjectionSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scans of the nodes themselves, by the whole operator; the agents' part is played here. */
class NodesProcessTest {

  private static final String SYSTEM = "imagescan-system";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HEAD =
      """
      apiVersion: imagescan.dev/v1alpha1
      kind: ClusterImageScan
      metadata: {name: nodes, generation: 1}
      spec:
      """;

  private final ApplyingServer server = new ApplyingServer();
  private final KubernetesClient client = server.client();
  private OperatorProcess operator;

  NodesProcessTest() throws IOException {}

  @BeforeEach
  void start() throws IOException, InterruptedException {
    create(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: imagescan-system}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: shop}
        spec: {nodeName: node-1, containers: [{name: app, image: "web:1"}]}
        status:
          phase: Running
          containerStatuses: [{name: app, containerID: "containerd://1", state: {running: {}}}]
        """);
    node("node-1", "a");
    node("node-2", "b");
    operator =
        new OperatorProcess(
            client,
            new OperatorSettings(
                SYSTEM, "op", "node-agent:test", "Never", 0, false, InjectionSettings.DISABLED),
            () -> fail("op lost the lease"));
    operator.start();
  }

  @AfterEach
  void close() {
    operator.close();
    client.close();
    server.close();
  }

  private void create(String yaml) {
    for (HasMetadata object : client.load(stream(yaml)).items()) {
      client.resource(object).create();
    }
  }

  private static InputStream stream(String yaml) {
    return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private void node(String name, String zone) {
    create(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s, labels: {zone: %s}}
        status:
          conditions: [{type: Ready, status: "True"}]
          nodeInfo: {operatingSystem: linux, architecture: amd64}
        """
            .formatted(name, zone));
  }

  private void scan(String spec) {
    create(HEAD + "  {" + spec + "}\n");
  }

  /** Changes the specification; the server counts no generations. */
  private void change(int generation, String spec) {
    client
        .resources(ClusterImageScan.class)
        .withName("nodes")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"generation\": %d}, \"spec\": {%s}}".formatted(generation, spec));
  }

  private ScanStatus status() {
    return client.resources(ClusterImageScan.class).withName("nodes").get().getStatus();
  }

  private Optional<NodeScan> nodeScan(String node) {
    return Optional.ofNullable(
        client.resources(NodeScan.class).inNamespace(SYSTEM).withName(node).get());
  }

  private Optional<PlannedNode> planned(String node) {
    return nodeScan(node).map(plan -> plan.getSpec().node());
  }

  /** What an agent does: it looks at its node, says so, and writes the report. */
  private void playAgent(String node, State state) {
    NodeScan plan = nodeScan(node).orElseThrow();
    PlannedNode asked = plan.getSpec().node();
    boolean failed = state == State.FAILED;
    plan.setStatus(
        new NodeScanStatus(
            1L,
            List.of(),
            List.of(),
            new NodeResult(
                state,
                failed ? List.of() : asked.inspect(),
                failed ? "TimedOut" : null,
                failed ? "It was not read within 90 s." : null,
                asked.inspectAfter(),
                Instant.now().toString())));
    client.resource(plan).updateStatus();
    NodeReport report = new NodeReport();
    report.setMetadata(new ObjectMetaBuilder().withName(node).build());
    report.setSpec(new NodeReportSpec(node));
    client.resource(report).createOr(existing -> existing.update());
  }

  private void await(String what, BooleanSupplier holds) throws InterruptedException {
    await(what, holds, () -> List.of(plans(), String.valueOf(status())));
  }

  private List<NodeScan> plans() {
    return client.resources(NodeScan.class).inNamespace(SYSTEM).list().getItems();
  }

  private static void await(String what, BooleanSupplier holds, Supplier<Object> seen)
      throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!holds.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        fail("did not come to be: " + what + "; it is " + seen.get());
      }
      Thread.sleep(50);
    }
  }

  private boolean says(String message) {
    return Optional.ofNullable(status()).map(ScanStatus::conditions).stream()
        .flatMap(List::stream)
        .filter(c -> c.type().equals("Ready"))
        .map(c -> (c.status() == Condition.Status.TRUE ? "True: " : "False: ") + c.message())
        .anyMatch(message::equals);
  }

  private void awaitPlans() throws InterruptedException {
    await("a plan for each node", () -> planned("node-1").isPresent() && isPlanned("node-2"));
  }

  private boolean isPlanned(String node) {
    return planned(node).isPresent();
  }

  @Test
  void nodes_without_a_selector_of_pods_are_planned_read_and_told_of() throws Exception {
    scan("targets: [Nodes]");
    awaitPlans();
    assertEquals(List.of(), nodeScan("node-1").orElseThrow().getSpec().containers());
    await("a scan that waits", () -> says("False: 0 of 2 nodes read."));
    playAgent("node-1", State.INSPECTED);
    await("one node", () -> says("False: 1 of 2 nodes read."));
    playAgent("node-2", State.INSPECTED);
    await("a scan that is ready", () -> says("True: 2 of 2 nodes read."));
    assertEquals(2, status().nodes().done());
    assertEquals(null, status().containers(), "it says something of containers");
    assertTrue(metrics().contains("imagescan_planned_nodes 2.0"), this::metrics);
    assertTrue(metrics().contains("imagescan_unreadable_nodes 0.0"), this::metrics);
  }

  private String metrics() {
    URI uri = URI.create("http://127.0.0.1:" + operator.httpPort() + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the metrics are not served", e);
    }
  }

  @Test
  void a_node_that_cannot_be_read_is_named_in_the_status_and_in_one_event() throws Exception {
    scan("targets: [Nodes]");
    awaitPlans();
    playAgent("node-1", State.INSPECTED);
    playAgent("node-2", State.FAILED);
    await(
        "a ready scan with a failure",
        () -> says("True: 1 of 2 nodes read, 1 failed: see status.failures."));
    assertEquals(1, status().nodes().failed());
    assertEquals("node/node-2", status().failures().getFirst().subject());
    await("an event", () -> !events().isEmpty());
    assertEquals(
        List.of("NodeUnreadable: node/node-2: TimedOut: It was not read within 90 s."), events());
  }

  private List<String> events() {
    return client.events().v1().events().inNamespace("default").list().getItems().stream()
        .map(event -> event.getReason() + ": " + event.getNote())
        .toList();
  }

  @Test
  void nodes_whose_labels_change_join_and_leave() throws Exception {
    scan("targets: [Nodes], nodeSelector: {matchLabels: {zone: a}}");
    await("a plan for node-1", () -> isPlanned("node-1"));
    playAgent("node-1", State.INSPECTED);
    await("a scan that is ready", () -> says("True: 1 of 1 nodes read."));
    relabel("node-2", "a");
    await("a plan for node-2", () -> isPlanned("node-2"));
    await("a second node", () -> says("True: 1 of 2 nodes read."));
    relabel("node-1", "b");
    await("no more plan for node-1", () -> planned("node-1").isEmpty());
    await("only the second node", () -> says("True: 0 of 1 nodes read."));
  }

  private void relabel(String node, String zone) {
    client
        .nodes()
        .withName(node)
        .edit(
            present ->
                new NodeBuilder(present)
                    .editMetadata()
                    .addToLabels("zone", zone)
                    .endMetadata()
                    .build());
  }

  @Test
  void a_scan_goes_over_from_nodes_to_pods_and_to_both() throws Exception {
    scan("targets: [Nodes]");
    awaitPlans();
    assertEquals(0, containers("node-1"));
    change(
        2,
        """
        "targets": ["Pods"], "selector": {}, "inspect": ["Mounts"]""");
    await("a container", () -> containers("node-1") == 1 && planned("node-1").isEmpty());
    await("no more plan for node-2", () -> planned("node-2").isEmpty());
    await("its status", () -> says("False: 0 of 1 containers inspected."));
    change(
        3,
        """
        "targets": ["Pods", "Nodes"]""");
    awaitPlans();
    await("its status", () -> says("False: 0 of 1 containers inspected, 0 of 2 nodes read."));
    change(
        4,
        """
        "targets": ["Nodes"], "selector": null, "suspend": true""");
    await("nothing but to keep", () -> containers("node-1") == 0 && keeps("node-1"));
  }

  private int containers(String node) {
    return nodeScan(node).orElseThrow().getSpec().containers().size();
  }

  private boolean keeps(String node) {
    return planned(node).filter(asked -> asked.inspect().isEmpty()).isPresent();
  }

  @Test
  void a_scan_that_is_made_anew_waits_for_answers_of_its_own() throws Exception {
    create(
        """
        apiVersion: imagescan.dev/v1alpha1
        kind: ClusterImageScan
        metadata: {name: pods, generation: 1}
        spec: {selector: {}, inspect: [Mounts]}
        """);
    scan("targets: [Nodes]");
    awaitPlans();
    playAgent("node-1", State.INSPECTED);
    playAgent("node-2", State.INSPECTED);
    await("a scan that is ready", () -> says("True: 2 of 2 nodes read."));
    String first = planned("node-1").orElseThrow().inspectAfter();
    client.resources(ClusterImageScan.class).withName("nodes").delete();
    await("no more plans", () -> !isPlanned("node-1") && !isPlanned("node-2"), this::plans);
    // A scan's creation has whole seconds.
    Thread.sleep(1100);
    scan("targets: [Nodes]");
    await("a scan that waits", () -> says("False: 0 of 2 nodes read."));
    awaitPlans();
    String second = planned("node-1").orElseThrow().inspectAfter();
    assertTrue(Instant.parse(second).isAfter(Instant.parse(first)), () -> first + ", " + second);
    playAgent("node-1", State.INSPECTED);
    await("one node", () -> says("False: 1 of 2 nodes read."));
    playAgent("node-2", State.INSPECTED);
    await("a scan that is ready again", () -> says("True: 2 of 2 nodes read."));
  }

  @Test
  void with_the_last_scan_the_reports_of_nodes_go() throws Exception {
    scan("targets: [Nodes]");
    awaitPlans();
    playAgent("node-1", State.INSPECTED);
    playAgent("node-2", State.INSPECTED);
    await("a scan that is ready", () -> says("True: 2 of 2 nodes read."));
    client.resources(ClusterImageScan.class).withName("nodes").delete();
    await(
        "nothing of ours in the cluster",
        () ->
            plans().isEmpty()
                && client.resources(NodeReport.class).list().getItems().isEmpty()
                && client.apps().daemonSets().inNamespace(SYSTEM).list().getItems().isEmpty(),
        () -> List.of(plans(), client.resources(NodeReport.class).list().getItems()));
  }
}
