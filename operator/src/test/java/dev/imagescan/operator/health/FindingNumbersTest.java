package dev.imagescan.operator.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.operator.cluster.FixedCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class FindingNumbersTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FixedCluster cluster = FixedCluster.of("# now: 2026-01-01T12:00:00Z\n");
  private final FindingNumbers numbers = new FindingNumbers(cluster, registry);

  private String text() {
    numbers.look();
    return registry.scrape();
  }

  private long lines(String start) {
    return text().lines().filter(line -> line.startsWith(start)).count();
  }

  @Test
  void a_scan_has_a_number_for_each_severity_and_one_without_findings_of_its_own_has_none() {
    cluster.add(
        """
        kind: ClusterImageScan
        metadata: {name: all}
        spec: {selector: {}}
        status: {findings: {critical: 1, high: 2, medium: 3, low: 4, ignored: 5}}
        """);
    cluster.add("kind: ImageScan\nmetadata: {name: new, namespace: shop}\nspec: {selector: {}}");
    String format =
        "imagescan_findings{kind=\"ClusterImageScan\",name=\"all\",namespace=\"\",severity=\"%s\"} %d";
    String text = text();
    assertTrue(text.contains(format.formatted("critical", 1)), text);
    assertTrue(text.contains(format.formatted("high", 2)), text);
    assertTrue(text.contains(format.formatted("medium", 3)), text);
    assertTrue(text.contains(format.formatted("low", 4)), text);
    assertTrue(text.contains(format.formatted("ignored", 5)), text);
    assertFalse(text.contains("name=\"new\""), text);
  }

  @Test
  void of_very_many_scans_the_worst_have_numbers() {
    for (int number = 0; number < 600; number++) {
      cluster.add(
          """
          kind: ImageScan
          metadata: {name: scan-%1$d, namespace: shop}
          spec: {selector: {}}
          status: {findings: {critical: %1$d, high: 0, medium: 0, low: 0, ignored: 0}}
          """
              .formatted(number));
    }
    assertEquals(500 * 5, lines("imagescan_findings{"));
    assertTrue(text().contains("scan-100\""), "a scan of the worst 500 is missing");
    assertFalse(text().contains("scan-99\""), "a scan that is not of the worst 500 has numbers");
  }

  @Test
  void containers_are_counted_by_kind_over_all_nodes() {
    for (String node : new String[] {"node-1", "node-2"}) {
      cluster.add(
          """
          kind: NodeScan
          metadata: {name: %s}
          spec: {}
          status:
            containers:
            - {containerID: a, state: Inspected, time: t, findings: [HostPid, NotYetKnown]}
            - {containerID: b, state: Inspected, time: t}
          """
              .formatted(node));
    }
    String text = text();
    assertTrue(
        text.contains("imagescan_finding_containers{id=\"HostPid\",severity=\"high\"} 2"), text);
    assertTrue(
        text.contains("imagescan_finding_containers{id=\"HostIpc\",severity=\"medium\"} 0"), text);
    assertFalse(text.contains("NotYetKnown"), "a label must not be what an agent says");
  }
}
