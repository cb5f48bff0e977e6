package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {

  /** Has read some containers. */
  private record Experienced(long readFromContainer, long knownFromImage) implements Inspector {

    @Override
    public ContainerReportStatus inspect(PlannedContainer container, Set<String> givers) {
      throw new AssertionError("nothing is to be inspected");
    }

    @Override
    public NodeReportStatus inspect(PlannedNode node) {
      throw new AssertionError("nothing is to be inspected");
    }

    @Override
    public Optional<ImageReportStatus> read(List<PlannedContainer> running) {
      return Optional.empty();
    }
  }

  @Test
  void containers_that_were_read_again_are_told_from_those_that_are_as_their_image() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Experienced inspector = new Experienced(2, 5);
    new AgentMetrics(registry).follow(inspector);
    String served = registry.scrape();
    assertTrue(
        served.contains("imagescan_containers_read_total{source=\"container\"} 2.0"), served);
    assertTrue(served.contains("imagescan_containers_read_total{source=\"image\"} 5.0"), served);
  }
}
