package dev.imagescan.operator.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.IgnoredFinding;
import dev.imagescan.api.v1alpha1.ImageScanSpec;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.LabelSelector;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.plan.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FindingTallyTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final FixedCluster cluster =
      FixedCluster.of(
          """
          # now: 2026-01-01T12:00:00Z
          kind: Node
          metadata: {name: node-1, uid: n1}
          """);

  private static ImageScanSpec spec(IgnoredFinding... ignore) {
    return new ImageScanSpec(
        LabelSelector.everything(), null, null, null, null, null, List.of(ignore), null);
  }

  private Target target(int number, String container, String annotation) {
    cluster.add(
        """
        kind: Pod
        metadata:
          {name: web-%1$04d, namespace: shop, annotations: {imagescan.dev/ignore: '%3$s'}}
        spec: {nodeName: node-1, containers: [{name: %2$s, image: "web:1"}]}
        status: {containerStatuses: [{name: %2$s, containerID: "c://%1$d", state: {running: {}}}]}
        """
            .formatted(number, container, annotation));
    PodView pod = cluster.pods().stream().toList().getLast();
    return new Target(pod, pod.containers().getFirst(), cluster.node("node-1").orElseThrow());
  }

  @ParameterizedTest(name = "an exception until {0} is heeded at {1}: {2}")
  @CsvSource({
    "2026-01-01, 2026-01-01T00:00:00Z, true",
    "2026-01-01, 2026-01-01T23:59:59.999Z, true",
    "2026-01-01, 2026-01-02T00:00:00Z, false",
    "2025-12-31, 2026-01-01T12:00:00Z, false",
    ", 2999-01-01T00:00:00Z, true",
    "soon, 2026-01-01T00:00:00Z, false",
  })
  void the_last_day_of_an_exception_counts(String until, Instant now, boolean heeded) {
    FindingTally tally =
        new FindingTally(spec(new IgnoredFinding("HostPid", "It is fine.", until)), now);
    tally.add(target(1, "app", ""), List.of("HostPid"));
    assertEquals(heeded ? 1 : 0, tally.findings().counts().ignored());
    assertEquals(heeded ? 0 : 1, tally.findings().counts().high());
  }

  @Test
  void a_scan_is_looked_at_again_when_the_first_exception_runs_out_of_a_pod_or_its_own() {
    FindingTally tally =
        new FindingTally(
            spec(
                new IgnoredFinding("HostPid", "a", "2026-03-01"),
                new IgnoredFinding("HostIpc", "b", "2025-01-01"),
                new IgnoredFinding("HostNetwork", "c", null)),
            NOON);
    assertEquals(Optional.of(Instant.parse("2026-03-02T00:00:00Z")), tally.findings().next());
    String ofPod = "[{\"id\": \"HostIpc\", \"reason\": \"d\", \"until\": \"2026-01-31\"}]";
    tally.add(target(1, "app", ofPod), List.of());
    assertEquals(Optional.of(Instant.parse("2026-02-01T00:00:00Z")), tally.findings().next());
  }

  @Test
  void a_kind_that_a_thousand_workloads_have_does_not_hide_another_of_the_same_severity() {
    FindingTally tally = new FindingTally(spec(), NOON);
    for (int number = 0; number < 1000; number++) {
      tally.add(target(number, "app-" + number, ""), List.of("RuntimeSocket"));
    }
    tally.add(target(1000, "last", ""), List.of("SetuidAdded", "NoSeccomp"));
    List<Finding> worst = tally.findings().worst();
    assertEquals(
        List.of("RuntimeSocket", "SetuidAdded", "RuntimeSocket"),
        worst.stream().limit(3).map(Finding::id).toList());
    assertEquals("web-0000", worst.getFirst().pod());
    assertEquals(50, worst.size(), "a status holds no more");
    assertEquals(1002, tally.findings().entries(), "a reader must be told that there are more");
  }

  @ParameterizedTest
  @EnumSource(FindingKind.class)
  void every_kind_is_told_of_in_a_sentence_that_names_the_report_and_the_page(FindingKind kind) {
    FindingTally tally = new FindingTally(spec(), NOON);
    tally.add(target(1, "app", ""), List.of(kind.id()));
    Finding finding = tally.findings().worst().getFirst();
    assertEquals(kind.severity(), finding.severity());
    assertEquals(
        "Container app of pod web-0001 "
            + kind.predicate()
            + ". The details: kubectl get containerreport web-0001.app -n shop -o yaml; what it"
            + " means and what to do: docs/findings/"
            + kind.id()
            + ".md",
        finding.message());
  }

  @Test
  void each_kind_is_a_finding_of_the_inspection_that_looks_for_it() {
    for (FindingKind kind : FindingKind.values()) {
      boolean drift = Kinds.foundBy(List.of(Inspection.DRIFT), kind.id());
      boolean containment = Kinds.foundBy(List.of(Inspection.CONTAINMENT), kind.id());
      assertTrue(drift != containment, () -> kind.id() + " must be of exactly one of the two");
    }
  }
}
