package dev.imagescan.operator.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Grafana dashboard asks for numbers that there are. */
class DashboardTest {

  private static final Path FILE = Path.of("../deploy/monitoring/dashboard.json");
  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java"), Path.of("../node-agent/src/main/java"));

  /**
   * Metrics that others serve: the JVM's by its binder in OperatorMetrics, containers' by kubelet.
   */
  private static final Set<String> OF_OTHERS =
      Set.of("jvm_memory_used_bytes", "container_memory_working_set_bytes");

  private static final Pattern NAME_IN_CODE = Pattern.compile("\"(imagescan(?:\\.[a-z]+)+)\"");

  /** What is no metric in an expression: matchers, ranges, grouping, and names of functions. */
  private static final Pattern NO_METRIC =
      Pattern.compile(
          "\\{[^}]*}|\\[[^]]*]|\\b[a-z_]+ *(?:\\b(?:by|without) *\\([^)]*\\) *)?(?=\\()");

  private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern SUFFIX = Pattern.compile("_(seconds_(count|sum|max|bucket)|total)$");

  private static List<String> expressions() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(FILE.toFile());
    return dashboard.findValuesAsText("expr");
  }

  private static Set<String> asked(String expression) {
    return WORD.matcher(NO_METRIC.matcher(expression).replaceAll(" "))
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> inCode() throws IOException {
    var names = new TreeSet<String>();
    for (Path root : SOURCES) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          NAME_IN_CODE
              .matcher(Files.readString(file))
              .results()
              .forEach(found -> names.add(found.group(1).replace('.', '_')));
        }
      }
    }
    return names;
  }

  @Test
  void every_metric_of_the_dashboard_is_one_that_the_operator_or_an_agent_serves()
      throws IOException {
    Set<String> served = inCode();
    assertTrue(served.contains("imagescan_findings"), () -> "names in the code: " + served);
    assertTrue(served.contains("imagescan_container_inspections"), () -> "in the code: " + served);
    for (String expression : expressions()) {
      Set<String> asked = asked(expression);
      assertFalse(asked.isEmpty(), () -> "no metric in " + expression);
      for (String metric : asked) {
        assertTrue(
            OF_OTHERS.contains(metric) || served.contains(SUFFIX.matcher(metric).replaceAll("")),
            () -> "nobody serves " + metric + ", which a panel asks for: " + expression);
      }
    }
  }

  @Test
  void every_panel_asks_for_something_and_no_two_have_an_id_or_a_place_in_common()
      throws IOException {
    JsonNode panels = new ObjectMapper().readTree(FILE.toFile()).get("panels");
    var places = new TreeSet<String>();
    var ids = new TreeSet<Integer>();
    for (JsonNode panel : panels) {
      assertTrue(panel.get("targets").size() > 0, panel.get("title").asText() + " shows nothing");
      places.add(panel.get("gridPos").toString());
      ids.add(panel.get("id").asInt());
    }
    assertEquals(panels.size(), places.size(), "panels that cover each other");
    assertEquals(panels.size(), ids.size(), "panels with the same ID");
  }

  @Test
  void a_metric_is_told_from_what_is_around_it() {
    assertEquals(
        Set.of("imagescan_x_total", "up"),
        asked("topk(3, sum by (id, up2) (rate(imagescan_x_total{a=~\"b\"}[5m])) / max(up) > 0)"));
  }
}
