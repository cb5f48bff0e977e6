package dev.imagescan.demo;

import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeScan;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Lets an agent, a process of its own, read the image of a running container again and again, and
 * prints as JSON what that takes: seconds by the agent's own metrics, and its resident memory by
 * /proc: idle, at its peak, and a minute after. {@code running-agent} starts it as the first
 * process of namespaces of its own.
 */
final class RunningAgent {

  private static final String NAMESPACE = "imagescan-system";
  private static final String NODE = "bench";
  private static final String POD_UID = "8a1fc5e2-0000-4000-8000-000000000001";
  private static final String CONTAINER = "c".repeat(64);
  private static final URI METRICS = URI.create("http://127.0.0.1:8081/metrics");
  private static final Duration IDLE = Duration.ofSeconds(15);
  private static final Duration AFTER = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int TICKS_A_SECOND = 100;

  private record Cost(double wall, double cpu) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final KubernetesClient client;
  private final Process agent;

  private RunningAgent(KubernetesClient client, Process agent) {
    this.client = client;
    this.agent = agent;
  }

  /**
   * @param arguments the project, a folder with the image's layers, how many runs, a file for the
   *     agent's log, and the agent's command
   */
  public static void main(String[] arguments) throws Exception {
    Path project = Path.of(arguments[0]);
    int runs = Integer.parseInt(arguments[2]);
    try (ApiServer server = ApiServer.start();
        KubernetesClient client = server.client()) {
      ApiServer.install(project.resolve("deploy/crds"), client);
      startContainer(project.resolve("demo/container"), arguments[1]);
      client.resource(plan("", "")).create();
      Path log = Path.of(arguments[3]);
      Path kubeconfig = Files.writeString(log.resolveSibling("kubeconfig"), server.kubeconfig());
      ProcessBuilder command =
          new ProcessBuilder(Arrays.asList(arguments).subList(4, arguments.length));
      command.environment().put("NODE_NAME", NODE);
      command.environment().put("POD_NAMESPACE", NAMESPACE);
      command.environment().put("KUBECONFIG", kubeconfig.toString());
      command.redirectErrorStream(true).redirectOutput(log.toFile());
      new RunningAgent(client, command.start()).measure(runs);
    }
    System.exit(0);
  }

  private static void startContainer(Path script, String image) throws IOException {
    Process container =
        new ProcessBuilder(
                script.toString(),
                "/run/bench",
                image,
                POD_UID,
                CONTAINER,
                "bench",
                "--",
                "sleep",
                "3600")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!"running".equals(container.inputReader().readLine())) {
      throw new IOException("the container did not start");
    }
  }

  private void measure(int runs) throws Exception {
    await("the agent is not ready", () -> page().contains("imagescan_image_reads_seconds_count"));
    Thread.sleep(IDLE);
    long idle = memory("VmRSS");
    Files.writeString(proc("clear_refs"), "5"); // proc(5): VmHWM begins anew
    List<Cost> costs = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      costs.add(run(run));
    }
    long peak = memory("VmHWM");
    Thread.sleep(AFTER);
    List<Cost> warm = costs.subList(runs / 3, runs);
    System.out.printf(
        Locale.ROOT,
        "{\"wall\": %.4f, \"cpu\": %.4f, \"peak\": %d, \"runs\": %d, \"first\": %.4f, \"idle\":"
            + " %d, \"after\": %d}%n",
        median(warm, Cost::wall),
        median(warm, Cost::cpu),
        peak,
        warm.size(),
        costs.getFirst().wall(),
        idle,
        memory("VmRSS"));
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
    return costs.stream().mapToDouble(figure).sorted().toArray()[costs.size() / 2];
  }

  private Cost run(int number) throws IOException {
    double read = metric();
    double cpu = cpu();
    ImageReportStatus status = read("bench-" + number);
    Cost cost = new Cost(metric() - read, cpu() - cpu);
    if (status.packageCount() == null) {
      throw new IOException("the image was not read: " + status.reason() + ": " + status.message());
    }
    System.err.printf(
        Locale.ROOT,
        "  agent %d: %.2f s, %.2f s CPU, %d packages, %d MiB at most%n",
        number,
        cost.wall(),
        cost.cpu(),
        status.packageCount(),
        memory("VmHWM") >> 20);
    return cost;
  }

  /** Has the agent read the image for a report that there was not before. */
  private ImageReportStatus read(String report) {
    client.resource(report(report)).create();
    client.resource(plan(report, report)).patch();
    return client
        .resources(ImageReport.class)
        .withName(report)
        .waitUntilCondition(
            found -> found != null && found.getStatus() != null,
            PATIENCE.toSeconds(),
            TimeUnit.SECONDS)
        .getStatus();
  }

  private static NodeScan plan(String image, String report) {
    String yaml =
        """
        apiVersion: imagescan.dev/v1alpha1
        kind: NodeScan
        metadata: {name: %s, namespace: %s}
        spec:
          images: [%s]
          containers:
          - {namespace: default, pod: bench, podUID: %s, container: app, containerID: "containerd://%s",
             imageReport: "%s", inspect: []}
        """;
    return Serialization.unmarshal(
        yaml.formatted(NODE, NAMESPACE, image, POD_UID, CONTAINER, report), NodeScan.class);
  }

  private static ImageReport report(String name) {
    String yaml =
        """
        apiVersion: imagescan.dev/v1alpha1
        kind: ImageReport
        metadata: {name: %s}
        spec: {digest: "sha256:%s", os: linux, architecture: amd64, image: bench, nodeName: %s}
        """;
    return Serialization.unmarshal(yaml.formatted(name, "0".repeat(64), NODE), ImageReport.class);
  }

  private String page() {
    try {
      HttpRequest request = HttpRequest.newBuilder(METRICS).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many seconds the agent has read images for in all. */
  private double metric() {
    return page()
        .lines()
        .filter(line -> line.startsWith("imagescan_image_reads_seconds_sum"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private void await(String otherwise, BooleanSupplier condition) throws Exception {
    for (int tenth = 0; tenth < 600 && agent.isAlive(); tenth++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IOException(otherwise);
  }

  private Path proc(String file) {
    return Path.of("/proc/" + agent.pid() + "/" + file);
  }

  private double cpu() throws IOException {
    String stat = Files.readString(proc("stat"), StandardCharsets.ISO_8859_1);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // the third and on
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_A_SECOND;
  }

  private long memory(String field) throws IOException {
    for (String line : Files.readAllLines(proc("status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no " + field + " in " + proc("status"));
  }
}
