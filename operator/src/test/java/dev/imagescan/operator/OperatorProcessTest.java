package dev.imagescan.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.IgnoredFinding;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ImageScanSpec;
import dev.imagescan.api.v1alpha1.LabelSelector;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.InjectionSettings;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole operator against an API server in memory; the agents' part is played here. */
class OperatorProcessTest {

  private static final String SYSTEM = "imagescan-system";
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String REPORT = "sha256-" + "a".repeat(64) + "-linux-amd64";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ApplyingServer server = new ApplyingServer();
  private final KubernetesClient client = server.client();

  OperatorProcessTest() throws IOException {}

  @BeforeEach
  void fillTheCluster() {
    for (String name : List.of(SYSTEM, "shop")) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    node("node-1");
    node("node-2");
    pod("web-1", "node-1");
    pod("web-2", "node-2");
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private void node(String name) {
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .withNewNodeInfo()
                .withOperatingSystem("linux")
                .withArchitecture("amd64")
                .endNodeInfo()
                .endStatus()
                .build())
        .create();
  }

  private void pod(String name, String node) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withLabels(Map.of("app", "web"))
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("app")
                .withImage("web:1")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("app")
                .withContainerID("containerd://" + name)
                .withImageID("web@" + DIGEST)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build())
        .create();
  }

  private void scan() {
    ImageScan scan = new ImageScan();
    scan.setMetadata(new ObjectMetaBuilder().withNamespace("shop").withName("web").build());
    scan.setSpec(
        new ImageScanSpec(
            new LabelSelector(Map.of("app", "web"), null), null, null, null, null, null, null));
    client.resource(scan).create();
  }

  private OperatorProcess operator(KubernetesClient its, String name, boolean election)
      throws IOException, InterruptedException {
    OperatorProcess process =
        new OperatorProcess(
            its,
            new OperatorSettings(
                SYSTEM, name, "node-agent:test", "Never", 0, election, InjectionSettings.DISABLED),
            () -> fail(name + " lost the lease"));
    process.start();
    return process;
  }

  private Optional<NodeScan> nodeScan(String node) {
    return Optional.ofNullable(
        client.resources(NodeScan.class).inNamespace(SYSTEM).withName(node).get());
  }

  private ScanStatus status() {
    return client.resources(ImageScan.class).inNamespace("shop").withName("web").get().getStatus();
  }

  private Optional<Condition> ready() {
    return Optional.ofNullable(status())
        .flatMap(s -> s.conditions().stream().filter(c -> c.type().equals("Ready")).findFirst());
  }

  private Optional<ImageReport> report() {
    return Optional.ofNullable(client.resources(ImageReport.class).withName(REPORT).get());
  }

  private boolean planned(String node, int containers) {
    return nodeScan(node)
        .filter(plan -> plan.getSpec().containers().size() == containers)
        .isPresent();
  }

  /** What an agent does: every planned container is inspected, every image of its node read. */
  private void playAgent(String node, State state) {
    playAgent(node, state, Instant.now(), List.of());
  }

  private void playAgent(String node, State state, Instant time, List<String> findings) {
    NodeScan plan = nodeScan(node).orElseThrow();
    plan.setStatus(
        new NodeScanStatus(
            1L,
            plan.getSpec().containers().stream()
                .map(
                    c ->
                        new ContainerResult(
                            c.containerID(),
                            state,
                            c.inspect(),
                            state == State.FAILED ? "NoProcess" : null,
                            null,
                            c.inspectAfter(),
                            time.toString(),
                            null,
                            findings))
                .toList()));
    client.resource(plan).updateStatus();
    plan.getSpec()
        .images()
        .forEach(
            name -> {
              ImageReport report = client.resources(ImageReport.class).withName(name).get();
              report.setStatus(
                  new ImageReportStatus(
                      State.INSPECTED,
                      null,
                      null,
                      node,
                      Instant.now().toString(),
                      null,
                      3,
                      3,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null,
                      null));
              client.resource(report).updateStatus();
            });
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

  private boolean agents() {
    return client.apps().daemonSets().inNamespace(SYSTEM).withName("imagescan-agent").get() != null;
  }

  private void awaitPlans() throws InterruptedException {
    await(
        "a plan with one container for each node",
        () -> planned("node-1", 1) && planned("node-2", 1),
        () -> client.resources(NodeScan.class).inNamespace(SYSTEM).list().getItems());
    await("the image's report", () -> report().isPresent(), () -> "absent");
    String reader = report().orElseThrow().getSpec().nodeName();
    await(
        "the image given to " + reader,
        () -> nodeScan(reader).orElseThrow().getSpec().images().equals(List.of(REPORT)),
        () -> nodeScan(reader));
  }

  private void awaitReady() throws InterruptedException {
    await(
        "a scan that is ready",
        () -> ready().filter(c -> c.status() == Condition.Status.TRUE).isPresent(),
        this::status);
  }

  @Test
  void a_scan_is_planned_for_every_node_answered_by_the_agents_and_becomes_ready()
      throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      awaitPlans();
      assertEquals(Condition.Status.FALSE, ready().orElseThrow().status());
      await("the agents' DaemonSet", this::agents, () -> "absent");
      playAgent("node-1", State.INSPECTED);
      playAgent("node-2", State.INSPECTED);
      awaitReady();
      assertEquals(2, status().containers().inspected());
      assertEquals(3, status().packages(), "the image that both pods run counts once");
      assertEquals(1, client.resources(ImageReport.class).list().getItems().size());
    }
  }

  @Test
  void a_scan_that_is_made_again_at_once_has_a_status_again() throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      for (int again = 0; again < 3; again++) {
        await("a status", () -> ready().isPresent(), () -> "none");
        client.resources(ImageScan.class).inNamespace("shop").delete();
        scan();
      }
      await("a status", () -> ready().isPresent(), () -> "none");
      awaitPlans();
      playAgent("node-1", State.INSPECTED);
      playAgent("node-2", State.INSPECTED);
      awaitReady();
    }
  }

  @Test
  void pods_that_come_and_go_move_the_counts_and_not_ready() throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      awaitPlans();
      playAgent("node-1", State.INSPECTED);
      playAgent("node-2", State.INSPECTED);
      awaitReady();
      String since = ready().orElseThrow().lastTransitionTime();
      pod("web-3", "node-1");
      await("three containers", () -> status().containers().matched() == 3, this::status);
      client.pods().inNamespace("shop").withName("web-2").delete();
      client.pods().inNamespace("shop").withName("web-3").delete();
      await("one container", () -> status().containers().matched() == 1, this::status);
      assertEquals(since, ready().orElseThrow().lastTransitionTime());
      await("an empty plan", () -> planned("node-2", 0), () -> nodeScan("node-2"));
    }
  }

  @Test
  void a_container_that_cannot_be_read_is_named_in_the_status_and_in_one_event() throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      awaitPlans();
      playAgent("node-1", State.INSPECTED);
      playAgent("node-2", State.INSPECTED);
      playAgent("node-2", State.FAILED);
      await("one failure", () -> status().containers().failed() == 1, this::status);
      assertEquals("web-2/app", status().failures().getFirst().subject());
      await(
          "one event",
          () -> client.events().v1().events().inNamespace("shop").list().getItems().size() == 1,
          () -> client.events().v1().events().inNamespace("shop").list().getItems());
      var event = client.events().v1().events().inNamespace("shop").list().getItems().getFirst();
      assertEquals("ContainerUnreadable", event.getReason());
      assertEquals("web", event.getRegarding().getName());
      assertTrue(event.getNote().startsWith("web-2/app on node node-2: NoProcess"));
    }
  }

  @Test
  void with_the_last_scan_everything_goes() throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      awaitPlans();
      ContainerReport report = new ContainerReport();
      report.setMetadata(
          new ObjectMetaBuilder().withNamespace("shop").withName("web-1.app").build());
      report.setSpec(new ContainerReportSpec("node-1", "u", "app", "c"));
      client.resource(report).create();
      client.resources(ImageScan.class).inNamespace("shop").withName("web").delete();
      await(
          "nothing of ours in the cluster",
          () ->
              client.resources(NodeScan.class).inAnyNamespace().list().getItems().isEmpty()
                  && client.resources(ImageReport.class).list().getItems().isEmpty()
                  && client
                      .resources(ContainerReport.class)
                      .inAnyNamespace()
                      .list()
                      .getItems()
                      .isEmpty(),
          () -> "not so");
      assertFalse(agents(), "no scan is left, but the agents are");
    }
  }

  @Test
  void a_node_that_goes_gives_its_image_to_another() throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      awaitPlans();
      String first = report().orElseThrow().getSpec().nodeName();
      String second = first.equals("node-1") ? "node-2" : "node-1";
      client.nodes().withName(first).delete();
      await(
          "the image given to " + second,
          () -> report().orElseThrow().getSpec().nodeName().equals(second),
          this::report);
      await(
          "and told to its agent",
          () -> nodeScan(second).orElseThrow().getSpec().images().equals(List.of(REPORT)),
          () -> nodeScan(second));
    }
  }

  @Test
  void the_next_replica_leads_long_before_the_lease_of_the_first_would_end() throws Exception {
    try (KubernetesClient another = server.client()) {
      OperatorProcess first = operator(client, "op-1", true);
      await("op-1 to lead", first::leading, () -> "waiting");
      try (OperatorProcess second = operator(another, "op-2", true)) {
        assertFalse(second.leading(), "two replicas lead");
        assertTrue(second.ready(), "a replica that waits is ready");
        Instant end = Instant.now();
        first.close();
        await("op-2 to lead", second::leading, () -> "waiting");
        Duration gap = Duration.between(end, Instant.now());
        System.out.println("Leadership was handed over in " + gap.toMillis() + " ms.");
        assertTrue(gap.toSeconds() < 8, () -> "the gap was " + gap);
        scan();
        awaitPlans();
      }
    }
  }

  @Test
  void health_and_metrics_are_served() throws Exception {
    try (OperatorProcess process = operator(client, "op", false);
        HttpClient http = HttpClient.newHttpClient()) {
      scan();
      awaitPlans();
      assertEquals(200, get(http, process, "/healthz").statusCode());
      assertEquals(200, get(http, process, "/readyz").statusCode());
      String metrics = get(http, process, "/metrics").body();
      assertTrue(metrics.contains("imagescan_scans 1.0"), metrics);
      assertTrue(metrics.contains("imagescan_leader 1.0"), metrics);
      playAgent("node-1", State.INSPECTED, Instant.now(), List.of("HostPid"));
      await("a finding", () -> status().findings() != null, this::status);
      String high =
          "imagescan_findings{kind=\"ImageScan\",name=\"web\",namespace=\"shop\",severity=\"high\"} 1.0";
      await(
          "a number of findings",
          () -> metrics(http, process).contains(high),
          () -> metrics(http, process));
      assertTrue(
          metrics(http, process)
              .contains("imagescan_finding_containers{id=\"HostPid\",severity=\"high\"} 1.0"),
          () -> metrics(http, process));
      assertTrue(metrics.contains("imagescan_reconcile_seconds_count{controller=\"nodescan\""));
    }
  }

  private static String metrics(HttpClient http, OperatorProcess process) {
    try {
      return get(http, process, "/metrics").body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the metrics are not served", e);
    }
  }

  private static HttpResponse<String> get(HttpClient http, OperatorProcess process, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + process.httpPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_critical_finding_is_told_of_once_while_it_stays_and_again_when_it_came_back()
      throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      awaitPlans();
      Instant first = Instant.now();
      playAgent("node-1", State.INSPECTED, first, List.of("RuntimeSocket", "HostPid"));
      playAgent("node-2", State.INSPECTED, first, List.of("RuntimeSocket"));
      await("two critical findings", () -> critical() == 2, this::status);
      await("an event", () -> events("CriticalFinding").size() == 1, () -> events(""));
      assertTrue(
          events("CriticalFinding").getFirst().startsWith("RuntimeSocket: Container app of pod"),
          () -> "the user reads: " + events("CriticalFinding"));
      playAgent("node-1", State.INSPECTED, first.plusSeconds(60), List.of("RuntimeSocket"));
      await("no finding HostPid", () -> status().findings().high() == 0, this::status);
      for (String node : List.of("node-1", "node-2")) {
        playAgent(node, State.INSPECTED, first.plusSeconds(120), List.of());
      }
      await("no critical finding", () -> critical() == 0, this::status);
      assertEquals(1, events("CriticalFinding").size(), () -> "told again: " + events(""));
      playAgent("node-2", State.INSPECTED, first.plusSeconds(180), List.of("RuntimeSocket"));
      await("a second event", () -> events("CriticalFinding").size() == 2, () -> events(""));
    }
  }

  @Test
  void what_is_accepted_is_shown_as_ignored_and_an_annotation_that_nobody_can_read_is_told_of()
      throws Exception {
    try (OperatorProcess _ = operator(client, "op", false)) {
      scan();
      awaitPlans();
      for (String node : List.of("node-1", "node-2")) {
        playAgent(node, State.INSPECTED, Instant.now(), List.of("HostNetwork"));
      }
      await("two findings", () -> status().findings() != null && medium() == 2, this::status);
      annotate("web-1", "[{id: HostNetwork, reason: It is a proxy.}]");
      await("one that is ignored", () -> status().findings().ignored() == 1, this::status);
      assertEquals(1, medium());
      assertEquals("It is a proxy.", status().topFindings().getLast().ignored());
      annotate("web-1", "HostNetwork is fine");
      await("two findings again", () -> medium() == 2, this::status);
      await("a warning", () -> events("IgnoreUnreadable").size() == 1, () -> events(""));
      client
          .resources(ImageScan.class)
          .inNamespace("shop")
          .withName("web")
          .edit(OperatorProcessTest::ignoringHostNetwork);
      await("two that are ignored", () -> status().findings().ignored() == 2, this::status);
      assertEquals(0, medium());
      assertEquals("We know.", status().topFindings().getFirst().ignored());
    }
  }

  private static ImageScan ignoringHostNetwork(ImageScan scan) {
    ImageScanSpec spec = scan.getSpec();
    scan.setSpec(
        new ImageScanSpec(
            spec.selector(),
            spec.containers(),
            spec.inspect(),
            null,
            null,
            null,
            List.of(new IgnoredFinding("HostNetwork", "We know.", null)),
            null));
    return scan;
  }

  private int critical() {
    return status().findings() == null ? -1 : status().findings().critical();
  }

  private int medium() {
    return status().findings().medium();
  }

  private void annotate(String pod, String ignore) {
    client
        .pods()
        .inNamespace("shop")
        .withName(pod)
        .edit(
            present ->
                new PodBuilder(present)
                    .editMetadata()
                    .withAnnotations(Map.of("imagescan.dev/ignore", ignore))
                    .endMetadata()
                    .build());
  }

  /** The notes of the events with this reason; of all, if it is empty. */
  private List<String> events(String reason) {
    return client.events().v1().events().inNamespace("shop").list().getItems().stream()
        .filter(event -> reason.isEmpty() || reason.equals(event.getReason()))
        .map(event -> event.getNote())
        .toList();
  }
}
