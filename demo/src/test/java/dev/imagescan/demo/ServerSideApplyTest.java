package dev.imagescan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators and agents rely on, asked of the server by fabric8's own client. */
class ServerSideApplyTest {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("test")
          .withForce(true)
          .build();

  private ApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.start();
    client = server.client();
    ApiServer.install(Path.of("../deploy/crds"), client);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static ConfigMap map(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("settings")
        .endMetadata()
        .withData(data)
        .build();
  }

  private static NodeScan nodeScan(NodeScanSpec spec, NodeScanStatus status) {
    NodeScan scan = new NodeScan();
    scan.setMetadata(map(Map.of()).getMetadata());
    scan.setSpec(spec);
    scan.setStatus(status);
    return scan;
  }

  @Test
  void applying_something_new_creates_it() {
    client.resource(map(Map.of("a", "1"))).serverSideApply();

    ConfigMap created = client.resource(map(Map.of())).get();
    assertEquals(Map.of("a", "1"), created.getData());
    assertNotNull(created.getMetadata().getUid(), "a created object has a UID");
    assertEquals("shop", created.getMetadata().getNamespace());
  }

  @Test
  void applying_twice_merges_maps() {
    String first = client.resource(map(Map.of("a", "1"))).serverSideApply().getMetadata().getUid();
    client.resource(map(Map.of("b", "2"))).serverSideApply();

    ConfigMap merged = client.resource(map(Map.of())).get();
    assertEquals(Map.of("a", "1", "b", "2"), merged.getData());
    assertEquals(first, merged.getMetadata().getUid(), "it stays the same object");
  }

  @Test
  void applying_the_same_again_changes_nothing() {
    ConfigMap first = client.resource(map(Map.of("a", "1"))).serverSideApply();
    ConfigMap second = client.resource(map(Map.of("a", "1"))).serverSideApply();

    assertEquals(
        first.getMetadata().getResourceVersion(), second.getMetadata().getResourceVersion());
  }

  @Test
  void lists_are_replaced_as_a_whole() {
    client.resource(nodeScan(new NodeScanSpec(null, List.of("a", "b")), null)).serverSideApply();
    client.resource(nodeScan(new NodeScanSpec(null, List.of("c")), null)).serverSideApply();

    NodeScan scan = client.resource(nodeScan(null, null)).get();
    assertEquals(List.of("c"), scan.getSpec().images());
    assertEquals(2, scan.getMetadata().getGeneration(), "a new spec is a new generation");
  }

  @Test
  void applying_a_status_leaves_the_spec_and_the_generation_alone() {
    NodeScanSpec spec = new NodeScanSpec(null, List.of("a"));
    client.resource(nodeScan(spec, null)).serverSideApply();
    NodeScanSpec other = new NodeScanSpec(null, List.of("b"));
    client
        .resource(nodeScan(other, new NodeScanStatus(7L, null)))
        .subresource("status")
        .patch(APPLY);

    NodeScan scan = client.resource(nodeScan(null, null)).get();
    assertEquals(spec, scan.getSpec());
    assertEquals(7, scan.getStatus().observedGeneration());
    assertEquals(1, scan.getMetadata().getGeneration());
  }

  @Test
  void applying_an_object_leaves_its_status_alone() {
    NodeScanSpec spec = new NodeScanSpec(null, List.of("a"));
    client.resource(nodeScan(spec, new NodeScanStatus(7L, null))).serverSideApply();

    assertNull(
        client.resource(nodeScan(null, null)).get().getStatus(),
        "the status is a resource of its own");
  }

  @Test
  void the_status_of_something_that_is_not_there_is_not_found() {
    NodeScan missing = nodeScan(null, new NodeScanStatus(7L, null));

    KubernetesClientException refused =
        assertThrows(
            KubernetesClientException.class,
            () -> client.resource(missing).subresource("status").patch(APPLY));
    assertEquals(404, refused.getCode());
  }

  @Test
  void a_watcher_is_told_of_what_is_applied() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (var _ = client.configMaps().inNamespace("shop").watch(new Recorder(seen))) {
      client.resource(map(Map.of("a", "1"))).serverSideApply();
      assertEquals("ADDED {a=1}", seen.poll(10, TimeUnit.SECONDS));
      client.resource(map(Map.of("a", "2"))).serverSideApply();
      assertEquals("MODIFIED {a=2}", seen.poll(10, TimeUnit.SECONDS));
    }
  }

  private record Recorder(BlockingQueue<String> seen) implements Watcher<ConfigMap> {

    @Override
    public void eventReceived(Action action, ConfigMap map) {
      seen.add(action + " " + map.getData());
    }

    @Override
    public void onClose(WatcherException cause) {
      seen.add("closed: " + cause);
    }
  }

  @Test
  void whoever_asks_may_do_everything() {
    var review = new SelfSubjectRulesReviewBuilder().withNewSpec("shop").build();

    var rules = client.authorization().v1().selfSubjectRulesReview().create(review).getStatus();
    assertEquals(List.of("*"), rules.getResourceRules().getFirst().getVerbs());
  }

  @Test
  void a_leader_can_be_elected() throws Exception {
    CountDownLatch leads = new CountDownLatch(1);
    var config =
        new LeaderElectionConfigBuilder()
            .withName("test")
            .withLock(new LeaseLock("shop", "leader", "me"))
            .withLeaseDuration(Duration.ofSeconds(15))
            .withRenewDeadline(Duration.ofSeconds(10))
            .withRetryPeriod(Duration.ofMillis(100))
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(new LeaderCallbacks(leads::countDown, () -> {}, _ -> {}))
            .build();
    var lease = client.leases().inNamespace("shop").withName("leader");

    var election = client.leaderElector().withConfig(config).build().start();
    assertTrue(leads.await(10, TimeUnit.SECONDS), "nobody was elected in 10 s");
    assertEquals("me", lease.get().getSpec().getHolderIdentity());
    election.cancel(true);
  }
}
