package dev.imagescan.agent.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.report.Inspected;
import dev.imagescan.agent.report.InspectionReport;
import dev.imagescan.agent.report.Subject;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads from an API server that holds a few objects. */
class StoredReportsTest {

  private static final String API = "/apis/imagescan.dev/v1alpha1";
  private static final String NAME = "sha256-" + "ab".repeat(32) + "-linux-amd64";

  private static final String REPORT =
      """
      {"apiVersion": "imagescan.dev/v1alpha1", "kind": "ImageReport", "metadata": {"name": "%s"},
       "spec": {"digest": "sha256:%s", "os": "linux", "architecture": "amd64", "nodeName": "n",
                "image": "shop:1"},
       "status": {"state": "Inspected", "nodeName": "n", "time": "2026-01-02T03:04:05Z",
        "distribution": {"id": "debian", "versionID": "12"},
        "layers": [{"diffID": "sha256:0a", "createdBy": "debootstrap", "packages": 2}],
        "packages": [{"type": "deb", "name": "bash", "version": "5.2", "license": "GPL-3.0-or-later",
                      "evidence": "File", "layer": 0, "also": ["pkg:npm/%%40a/bash@5.2", "no url"]},
                     {"type": "deb", "name": "\\u001b[2J", "version": "1"}],
        "continuedIn": ["%s-part"],
        "problems": [{"path": "etc/x", "reason": "Denied"}]}}
      """
          .formatted(NAME, "ab".repeat(32), NAME);

  private final Map<String, String> objects = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private HttpServer server;
  private StoredReports reports;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    reports =
        new StoredReports(
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder()
                        .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                        .withNamespace("shop")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build());
    objects.put(API + "/imagereports/" + NAME, REPORT);
    objects.put(
        API + "/imagereportparts/" + NAME + "-part",
        """
        {"apiVersion": "imagescan.dev/v1alpha1", "kind": "ImageReportPart",
         "metadata": {"name": "part"}, "spec": {"imageReport": "%s", "nodeName": "n", "part": 1},
         "status": {"packages": [{"type": "npm", "name": "@a/b", "version": "2"}]}}
        """
            .formatted(NAME));
  }

  @AfterEach
  void stop() {
    reports.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String found = objects.get(exchange.getRequestURI().getPath());
    byte[] body = (found == null ? "{}" : found).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status(exchange.getRequestURI().getPath()), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private int status(String path) {
    if (refused.contains(path)) {
      return 403;
    }
    return objects.containsKey(path) ? 200 : 404;
  }

  @Test
  void an_image_has_the_packages_of_its_report_and_of_the_parts_that_it_names() throws Exception {
    InspectionReport report =
        reports.find(StoredReports.Kind.IMAGE, null, "sha256:" + "ab".repeat(32) + "-linux-amd64");
    Inspected part = report.parts().getFirst();
    assertEquals(new Subject.Image("shop:1", "sha256:" + "ab".repeat(32)), part.subject());
    assertEquals(
        List.of("bash", "@a/b"),
        part.content().catalogue().packages().stream().map(Package::name).toList());
    assertEquals(0, part.content().catalogue().packages().getFirst().layer());
    assertEquals(
        List.of(Package.of(PackageType.NPM, "@a/bash", "5.2")),
        part.content().catalogue().packages().getFirst().also());
    assertEquals("debootstrap", part.content().layers().layers().getFirst().createdBy());
    assertEquals(1, part.content().catalogue().problems().size());
    assertEquals(List.of(), reports.missing());
  }

  @Test
  void a_whole_digest_is_enough_for_those_who_may_not_list() throws Exception {
    refused.add(API + "/imagereports");
    InspectionReport report =
        reports.find(StoredReports.Kind.IMAGE, null, "sha256:" + "ab".repeat(32));
    assertEquals("2026-01-02T03:04:05Z", report.time().toString());
    String unknown = refusal(StoredReports.Kind.IMAGE, "sha256:" + "cd".repeat(32));
    assertTrue(unknown.contains("no ImageReport is about"), unknown);
    String part = refusal(StoredReports.Kind.IMAGE, "sha256:abab");
    assertTrue(part.contains("name all of it"), part);
  }

  @Test
  void a_part_that_another_node_wrote_is_no_part_of_it() throws Exception {
    String part = API + "/imagereportparts/" + NAME + "-part";
    objects.put(part, objects.get(part).replace("\"nodeName\": \"n\"", "\"nodeName\": \"evil\""));
    InspectionReport report = reports.find(StoredReports.Kind.IMAGE, null, NAME);
    assertEquals(1, report.parts().getFirst().content().catalogue().packages().size());
    assertEquals(1, reports.missing().size());
  }

  @Test
  void the_beginning_of_a_digest_is_enough_when_it_fits_one() throws Exception {
    objects.put(API + "/imagereports", list(REPORT));
    InspectionReport report = reports.find(StoredReports.Kind.IMAGE, null, "sha256:abab");
    assertEquals("2026-01-02T03:04:05Z", report.time().toString());
    objects.put(API + "/imagereports", list(REPORT, REPORT));
    String message = refusal(StoredReports.Kind.IMAGE, "abab");
    assertTrue(message.contains("fits several"), message);
    assertTrue(refusal(StoredReports.Kind.IMAGE, "cd").contains("kubectl get imagereports"));
  }

  @Test
  void a_scan_has_its_images_and_says_which_are_missing() throws Exception {
    objects.put(
        API + "/namespaces/shop/imagescans/all",
        """
        {"apiVersion": "imagescan.dev/v1alpha1", "kind": "ImageScan",
         "metadata": {"name": "all", "namespace": "shop"}, "spec": {"selector": {}},
         "status": {"images": 3, "topImages": [
           {"image": "shop:1", "report": "%s", "containers": 1},
           {"image": "late:1", "report": "sha256-00-linux-amd64", "containers": 1}]}}
        """
            .formatted(NAME));
    InspectionReport report = reports.find(StoredReports.Kind.IMAGE_SCAN, null, "all");
    assertEquals("ImageScan shop/all", report.title());
    assertEquals(1, report.parts().size());
    assertEquals(
        List.of("late:1 has not been read", "the scan's status names 2 of its 3 images"),
        reports.missing());
  }

  @Test
  void what_is_not_there_is_said_with_where_to_look() {
    String scan = refusal(StoredReports.Kind.IMAGE_SCAN, "none");
    assertTrue(scan.contains("'none' in namespace 'shop'"), scan);
    String cluster = refusal(StoredReports.Kind.CLUSTER_IMAGE_SCAN, "none");
    assertTrue(cluster.contains("kubectl get clusterimagescans"), cluster);
    server.stop(0);
    String gone = refusal(StoredReports.Kind.IMAGE_SCAN, "none");
    assertTrue(gone.contains("no answer from the cluster at http://localhost"), gone);
  }

  private String refusal(StoredReports.Kind kind, String name) {
    return assertThrows(NotThereException.class, () -> reports.find(kind, null, name)).getMessage();
  }

  private static String list(String... items) {
    return "{\"apiVersion\": \"imagescan.dev/v1alpha1\", \"kind\": \"ImageReportList\", \"items\": ["
        + String.join(",", items)
        + "]}";
  }
}
