package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent asks the API server for on behalf of its node's report. */
class NodeReportRequestsTest {

  private static final String PLACE = "/apis/imagescan.dev/v1alpha1/nodereports/node-1";

  private record Request(String method, String path, String type, String body) {}

  private final List<Request> requests = new ArrayList<>();
  private int answer = 200;
  private HttpServer server;
  private KubernetesClient client;
  private ClusterReports reports;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    reports = new ClusterReports(client, "node-1", "imagescan-system");
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void it_is_applied_as_a_whole_under_the_nodes_name_and_owned_by_the_node() throws IOException {
    assertTrue(
        reports.write(
            NodeReportStatus.failed("IOError", "broken", "2026-01-01T00:00:00Z"),
            List.of(owner("Node", "node-1"), owner("Other", "x"))));
    Request request = requests.getFirst();
    assertEquals("PATCH " + PLACE, request.method() + " " + request.path());
    assertEquals("application/apply-patch+yaml", request.type());
    JsonNode body = new ObjectMapper().readTree(request.body());
    assertEquals("NodeReport", body.get("kind").asText());
    assertEquals("node-1", body.get("spec").get("nodeName").asText());
    assertEquals("broken", body.get("status").get("message").asText());
    JsonNode owners = body.get("metadata").get("ownerReferences");
    assertEquals(1, owners.size());
    assertEquals(
        "v1/Node/node-1/uid-of-node-1",
        "%s/%s/%s/%s"
            .formatted(
                owners.get(0).get("apiVersion").asText(),
                owners.get(0).get("kind").asText(),
                owners.get(0).get("name").asText(),
                owners.get(0).get("uid").asText()));
    assertFalse(owners.get(0).has("controller"), "the report is no part of the node");
  }

  @Test
  void one_that_is_refused_is_written_later_and_holds_up_nobody() {
    answer = 403;
    NodeReportStatus status = NodeReportStatus.failed("IOError", "x", "2026-01-01T00:00:00Z");
    assertFalse(reports.write(status, List.of()));
    answer = 503;
    assertThrows(KubernetesClientException.class, () -> reports.write(status, List.of()));
  }

  @Test
  void whether_it_is_there_and_whose_is_asked_by_a_patch_that_changes_nothing() {
    assertEquals(Optional.of("uid-of-node-1"), reports.ownerOfNodeReport());
    answer = 404;
    assertEquals(Optional.empty(), reports.ownerOfNodeReport());
    answer = 403;
    assertEquals(
        Optional.empty(), reports.ownerOfNodeReport(), "another's report is taken for its own");
    answer = 503;
    assertThrows(KubernetesClientException.class, () -> reports.ownerOfNodeReport());
    assertEquals(
        List.of(new Request("PATCH", PLACE, "application/merge-patch+json", "{}")),
        requests.stream().distinct().toList());
  }

  @Test
  void it_is_deleted_by_its_name_and_one_that_is_gone_is_no_trouble() {
    assertTrue(reports.deleteNodeReport());
    assertEquals(
        "DELETE " + PLACE, requests.getFirst().method() + " " + requests.getFirst().path());
    answer = 404;
    assertTrue(reports.deleteNodeReport());
    answer = 500;
    assertFalse(reports.deleteNodeReport());
  }

  private static OwnerReference owner(String kind, String name) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind(kind)
        .withName(name)
        .withUid("uid-of-" + name)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    String object =
        "{\"apiVersion\": \"imagescan.dev/v1alpha1\", \"kind\": \"NodeReport\","
            + " \"metadata\": {\"name\": \"node-1\", \"ownerReferences\": [{\"apiVersion\": \"v1\","
            + " \"kind\": \"Node\", \"name\": \"node-1\", \"uid\": \"uid-of-node-1\"}]}}";
    byte[] body = (answer == 200 ? object : "{}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
