package dev.imagescan.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ImageScanSpec;
import dev.imagescan.api.v1alpha1.InjectedVolume;
import dev.imagescan.api.v1alpha1.InjectedVolumeMount;
import dev.imagescan.api.v1alpha1.Injection;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.LabelSelector;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.VolumeSource;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.InjectionSettings;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The life of mounts and carriers with the whole operator and an API server in memory; kubelet's
 * and the agent's parts are played here.
 */
class InjectionProcessTest {

  private static final String SYSTEM = "imagescan-system";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ApplyingServer server = new ApplyingServer();
  private final KubernetesClient client = server.client();

  InjectionProcessTest() throws IOException {}

  @BeforeEach
  void fillTheCluster() {
    for (String name : List.of(SYSTEM, "shop")) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build())
        .create();
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-1")
                .withLabels(Map.of("app", "web"))
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .addNewContainer()
                .withName("app")
                .withImage("web:1")
                .endContainer()
                .endSpec()
                .withStatus(running("app", "containerd://web-1"))
                .build())
        .create();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static io.fabric8.kubernetes.api.model.PodStatus running(String name, String id) {
    return new PodStatusBuilder()
        .withPhase("Running")
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withName(name)
                .withContainerID(id)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .build())
        .build();
  }

  private static ImageScanSpec spec(InjectedVolume volume) {
    Injection inject =
        new Injection(
            null,
            List.of(volume),
            List.of(new InjectedVolumeMount("data", "/data", null, true, null)),
            null,
            null);
    return new ImageScanSpec(
        new LabelSelector(Map.of("app", "web"), null),
        null,
        List.of(Inspection.MOUNTS),
        null,
        null,
        inject,
        null);
  }

  private static InjectedVolume emptyDir() {
    return new InjectedVolume(
        "data",
        new VolumeSource.EmptyDir(null, null),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static InjectedVolume hostPath() {
    return new InjectedVolume(
        "data",
        null,
        new VolumeSource.HostPath("/srv", null),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private void apply(InjectedVolume volume) {
    ImageScan scan = new ImageScan();
    scan.setMetadata(new ObjectMetaBuilder().withNamespace("shop").withName("web").build());
    scan.setSpec(spec(volume));
    client.resource(scan).create();
  }

  private OperatorProcess operator(boolean injects) throws IOException, InterruptedException {
    OperatorProcess process =
        new OperatorProcess(
            client,
            new OperatorSettings(
                SYSTEM,
                "op",
                "node-agent:test",
                "Never",
                0,
                false,
                new InjectionSettings(injects, "pause:3")),
            () -> fail("the lease was lost"));
    process.start();
    return process;
  }

  private Optional<ImageScan> scan() {
    return Optional.ofNullable(
        client.resources(ImageScan.class).inNamespace("shop").withName("web").get());
  }

  private Optional<Condition> condition(String type) {
    return scan().map(ImageScan::getStatus).map(ScanStatus::conditions).stream()
        .flatMap(List::stream)
        .filter(c -> c.type().equals(type))
        .findFirst();
  }

  private List<Pod> carriers() {
    return client.pods().inNamespace("shop").withLabel(CarrierView.CARRIER).list().getItems();
  }

  private Optional<NodeScan> nodeScan() {
    return Optional.ofNullable(
        client.resources(NodeScan.class).inNamespace(SYSTEM).withName("node-1").get());
  }

  private List<PlannedMount> planned() {
    return nodeScan().map(n -> n.getSpec().mounts()).orElse(List.of());
  }

  private Pod awaitCarrier(List<String> others) throws InterruptedException {
    Supplier<Stream<Pod>> found =
        () -> carriers().stream().filter(p -> !others.contains(p.getMetadata().getName()));
    await("a carrier", () -> found.get().count() == 1, this::carriers);
    return found.get().findFirst().orElseThrow();
  }

  /** What kubelet does. */
  private void run(Pod carrier, String id) {
    client
        .pods()
        .inNamespace("shop")
        .withName(carrier.getMetadata().getName())
        .editStatus(
            pod -> {
              pod.setStatus(running("carrier", id));
              return pod;
            });
  }

  /** What an agent does that mounts all that is planned, and cannot remove these. */
  private void playAgent(MountResult... busy) {
    NodeScan plan = nodeScan().orElseThrow();
    List<MountResult> results =
        Stream.concat(
                plan.getSpec().mounts().stream().map(m -> result(m, MountState.MOUNTED, null)),
                Stream.of(busy))
            .toList();
    plan.setStatus(new NodeScanStatus(plan.getMetadata().getGeneration(), List.of(), results));
    client.resource(plan).updateStatus();
  }

  private static MountResult result(PlannedMount mount, MountState state, String message) {
    return new MountResult(
        mount,
        state,
        state == MountState.BUSY ? "FileOpen" : null,
        message,
        Instant.now().toString(),
        null);
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

  private void awaitCondition(String type, Condition.Status status, String reason)
      throws InterruptedException {
    await(
        type + " " + status + " " + reason,
        () ->
            condition(type)
                .filter(c -> c.status() == status && c.reason().equals(reason))
                .isPresent(),
        () -> scan().map(ImageScan::getStatus));
  }

  private void awaitPlanFrom(Pod carrier) throws InterruptedException {
    await(
        "a plan out of " + carrier.getMetadata().getName(),
        () ->
            planned().size() == 1
                && planned().getFirst().source().podUID().equals(carrier.getMetadata().getUid()),
        this::planned);
  }

  private Pod injected() throws InterruptedException {
    apply(emptyDir());
    Pod carrier = awaitCarrier(List.of());
    run(carrier, "containerd://carrier-1");
    awaitPlanFrom(carrier);
    playAgent();
    awaitCondition("Injected", Condition.Status.TRUE, "Mounted");
    return carrier;
  }

  private void awaitNothingLeft() throws InterruptedException {
    await(
        "no scan, no carrier, no plan, no agents",
        () ->
            scan().isEmpty()
                && carriers().isEmpty()
                && nodeScan().isEmpty()
                && client.apps().daemonSets().inNamespace(SYSTEM).list().getItems().isEmpty(),
        () -> List.of(scan(), carriers(), nodeScan()));
  }

  @Test
  void a_volume_is_carried_planned_mounted_and_taken_away_before_the_scan_goes() throws Exception {
    try (OperatorProcess _ = operator(true)) {
      injected();
      assertEquals(List.of(Cluster.FINALIZER), scan().orElseThrow().getMetadata().getFinalizers());
      assertEquals(1, scan().orElseThrow().getStatus().mounts().mounted());
      PlannedMount mount = planned().getFirst();
      client.resources(ImageScan.class).inNamespace("shop").withName("web").delete();
      await("an empty plan", () -> planned().isEmpty(), this::planned);
      Thread.sleep(1000);
      assertTrue(scan().isPresent(), "the scan went while its mount is in the container");
      assertEquals(1, carriers().size(), "the volume went while it is mounted in the container");
      playAgent(result(mount, MountState.BUSY, "sh (pid 7) has /data/log open."));
      awaitCondition("Busy", Condition.Status.TRUE, "FileOpen");
      assertEquals(1, carriers().size(), "the volume went while a file of it is open");
      playAgent();
      awaitNothingLeft();
    }
  }

  @Test
  void changed_volumes_come_from_a_new_carrier_without_a_gap() throws Exception {
    try (OperatorProcess _ = operator(true)) {
      Pod first = injected();
      client
          .resources(ImageScan.class)
          .inNamespace("shop")
          .withName("web")
          .edit(
              scan -> {
                scan.setSpec(spec(hostPath()));
                return scan;
              });
      Pod second = awaitCarrier(List.of(first.getMetadata().getName()));
      Thread.sleep(1000);
      awaitPlanFrom(first);
      PlannedMount before = planned().getFirst();
      awaitCondition("Injected", Condition.Status.UNKNOWN, "CarrierPending");
      run(second, "containerd://carrier-2");
      awaitPlanFrom(second);
      assertEquals(before.id(), planned().getFirst().id());
      assertEquals(2, carriers().size(), "the old volume went before the new one was mounted");
      playAgent();
      awaitCondition("Injected", Condition.Status.TRUE, "Mounted");
      await("one carrier", () -> carriers().size() == 1, this::carriers);
      assertEquals(second.getMetadata().getUid(), carriers().getFirst().getMetadata().getUid());
    }
  }

  @Test
  void a_carrier_that_somebody_deletes_is_emptied_and_replaced() throws Exception {
    try (OperatorProcess _ = operator(true)) {
      Pod first = injected();
      // The server in memory knows no grace: a finalizer is what keeps the pod here.
      client
          .pods()
          .inNamespace("shop")
          .withName(first.getMetadata().getName())
          .edit(
              pod -> {
                pod.addFinalizer("test.example/kubelet");
                pod.getMetadata().setDeletionGracePeriodSeconds(630L);
                return pod;
              });
      client.pods().inNamespace("shop").withName(first.getMetadata().getName()).delete();
      Pod second = awaitCarrier(List.of(first.getMetadata().getName()));
      await("an empty plan", () -> planned().isEmpty(), this::planned);
      playAgent();
      run(second, "containerd://carrier-2");
      awaitPlanFrom(second);
    }
  }

  @Test
  void what_a_scan_that_went_without_us_left_is_emptied_and_removed() throws Exception {
    PlannedMount mount;
    try (OperatorProcess _ = operator(true)) {
      injected();
      mount = planned().getFirst();
    }
    client
        .resources(ImageScan.class)
        .inNamespace("shop")
        .withName("web")
        .edit(
            scan -> {
              scan.getMetadata().setFinalizers(List.of());
              return scan;
            });
    client.resources(ImageScan.class).inNamespace("shop").withName("web").delete();
    assertTrue(scan().isEmpty(), "the scan is to be gone before the operator comes back");
    try (OperatorProcess _ = operator(true)) {
      await("an empty plan", () -> planned().isEmpty(), this::planned);
      playAgent(result(mount, MountState.BUSY, "sh has a file open."));
      Thread.sleep(1000);
      assertEquals(1, carriers().size(), "the volume went while a file of it is open");
      playAgent();
      awaitNothingLeft();
    }
  }

  @Test
  void a_scan_that_stops_injecting_loses_its_finalizer_and_stays() throws Exception {
    try (OperatorProcess _ = operator(true)) {
      injected();
      stopInjecting();
      await("an empty plan", () -> planned().isEmpty(), this::planned);
      playAgent();
      await(
          "no finalizer and no carrier",
          () ->
              scan().orElseThrow().getMetadata().getFinalizers().isEmpty() && carriers().isEmpty(),
          this::scan);
      await("no word of it", () -> condition("Injected").isEmpty(), this::scan);
    }
  }

  @Test
  void a_carrier_that_is_refused_is_told_of_and_tried_again() throws Exception {
    server.refusePods("pods is forbidden: exceeded quota: pods, used: pods=5, limited: pods=5");
    try (OperatorProcess _ = operator(true)) {
      apply(emptyDir());
      awaitCondition("Injected", Condition.Status.FALSE, "CarrierRefused");
      String message = condition("Injected").orElseThrow().message();
      assertTrue(message.contains("exceeded quota: pods, used: pods=5"), message);
      server.refusePods(null);
      run(awaitCarrier(List.of()), "containerd://carrier-1");
      awaitCondition("Injected", Condition.Status.UNKNOWN, "Mounting");
      assertEquals(List.of("CarrierRefused"), events());
    }
  }

  @Test
  void a_node_that_is_not_ready_for_long_is_given_up_with_a_word_of_what_may_be_left()
      throws Exception {
    try (OperatorProcess _ = operator(true)) {
      injected();
      client
          .nodes()
          .withName("node-1")
          .editStatus(
              node -> {
                node.getStatus().getConditions().getFirst().setStatus("Unknown");
                node.getStatus()
                    .getConditions()
                    .getFirst()
                    .setLastTransitionTime(Instant.now().minusSeconds(1200).toString());
                return node;
              });
      stopInjecting();
      await(
          "no finalizer",
          () -> scan().orElseThrow().getMetadata().getFinalizers().isEmpty(),
          this::scan);
      assertEquals(List.of("GaveUp", "Injected"), events());
      assertEquals(1, carriers().size(), "the agent has not said that the volume is not used");
    }
  }

  private void stopInjecting() {
    client
        .resources(ImageScan.class)
        .inNamespace("shop")
        .withName("web")
        .edit(
            scan -> {
              ImageScanSpec spec = scan.getSpec();
              scan.setSpec(
                  new ImageScanSpec(spec.selector(), null, spec.inspect(), null, null, null, null));
              return scan;
            });
  }

  private List<String> events() {
    return client.events().v1().events().inNamespace("shop").list().getItems().stream()
        .map(event -> event.getReason())
        .sorted()
        .toList();
  }

  @Test
  void an_installation_that_only_inspects_says_so_and_starts_nothing() throws Exception {
    try (OperatorProcess _ = operator(false)) {
      apply(emptyDir());
      awaitCondition("Injected", Condition.Status.FALSE, "InjectionDisabled");
      assertEquals(List.of(), carriers());
      assertEquals(List.of(), scan().orElseThrow().getMetadata().getFinalizers());
      client.resources(ImageScan.class).inNamespace("shop").withName("web").delete();
      awaitNothingLeft();
    }
  }

  @Test
  void carriers_and_mounts_are_counted_for_prometheus() throws Exception {
    try (OperatorProcess process = operator(true);
        var http = java.net.http.HttpClient.newHttpClient()) {
      injected();
      var uri = java.net.URI.create("http://127.0.0.1:" + process.httpPort() + "/metrics");
      String metrics =
          http.send(
                  java.net.http.HttpRequest.newBuilder(uri).build(),
                  java.net.http.HttpResponse.BodyHandlers.ofString())
              .body();
      assertTrue(metrics.contains("imagescan_carriers 1.0"), metrics);
      assertTrue(metrics.contains("imagescan_injection_seconds_count 1"), metrics);
      assertTrue(metrics.contains("imagescan_mounts{state=\"mounted\"} 1.0"), metrics);
      assertFalse(metrics.contains("imagescan_mounts{state=\"failed\"} 1.0"), metrics);
    }
  }
}
