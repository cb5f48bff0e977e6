package dev.imagescan.demo;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.operator.OperatorProcess;
import dev.imagescan.operator.OperatorSettings;
import dev.imagescan.operator.cluster.InjectionSettings;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The demo, from an empty API server to the status of a scan. {@code demo/run} starts it as the
 * first process of namespaces of its own, so that nothing has to be ended or unmounted here.
 */
public final class Demo {

  private static final String NAMESPACE = "imagescan-system";
  private static final String NODE = "demo";
  private static final String SHOP = "shop";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofSeconds(100);

  private static final String NEXT =
      """
      sudo bin/imagescan inspect --pid PID   the same of any process of this machine
      sudo bin/imagescan mounts --pid PID
      make demo-cluster                      the same on a real cluster, which stays up to try things
      docs/architecture.md                   how the parts work together, and whom one has to trust
      demo/                                  how this demo is made
      """;

  private final Path project;
  private final Path images;
  private final Path logs;
  private final Path classes;
  private final Story story = new Story(System.out);

  private Demo(List<Path> folders) {
    this.project = folders.get(0);
    this.images = folders.get(1);
    this.logs = folders.get(2);
    this.classes = folders.get(3);
  }

  /**
   * Runs it; ends with 1 when the scan does not get ready.
   *
   * @param arguments folders: the project, the images, for logs, for archives of loaded classes
   */
  public static void main(String[] arguments) {
    Demo demo = new Demo(Stream.of(arguments).map(Path::of).toList());
    Thread.ofPlatform().daemon().start(demo::giveUpInTime);
    int code = 0;
    try (ApiServer server = ApiServer.start();
        KubernetesClient client = server.client()) {
      demo.run(server, client);
    } catch (Exception | LinkageError e) {
      code = 1;
      demo.story.step("Failed: " + e);
    }
    System.exit(code);
  }

  private void giveUpInTime() {
    try {
      Thread.sleep(LONGEST);
    } catch (InterruptedException e) {
      return;
    }
    story.step("Not done after " + LONGEST.toSeconds() + " s.");
    Runtime.getRuntime().halt(1);
  }

  private void run(ApiServer server, KubernetesClient client) throws Exception {
    List<String> kinds = ApiServer.install(project.resolve("deploy/crds"), client);
    story.step(
        "An API server in this JVM knows " + kinds.size() + " kinds of ours. It leaves out:");
    story.more(ApiServer.LEFT_OUT);
    startContainers(client);
    try (OperatorProcess operator = operator(client)) {
      operator.start();
      story.step("The operator runs, in this JVM.");
      ImageScan scan = apply(client);
      DaemonSet daemonSet = daemonSet(client);
      story.step("The operator has made the DaemonSet " + daemonSet.getMetadata().getName() + ".");
      Path kubeconfig = Files.writeString(logs.resolve("kubeconfig"), server.kubeconfig());
      Path program = project.resolve("bin/imagescan");
      Path log = logs.resolve("agent.log");
      try (Agent agent = Agent.start(program, daemonSet, NODE, kubeconfig, classes, log)) {
        story.step("Its agent starts, with the capabilities " + agent.capabilities() + " only.");
        ImageScan ready = awaitReady(client, scan);
        story.step("The scan is ready.");
        tell(client, ready);
      }
    }
  }

  private void startContainers(KubernetesClient client) throws IOException {
    Kubelet kubelet =
        new Kubelet(client, project.resolve("demo/container"), images, Path.of("/run/demo"));
    try (InputStream cluster = Demo.class.getResourceAsStream("cluster.yaml")) {
      for (HasMetadata object : client.load(cluster).items()) {
        if (object instanceof Pod pod) {
          List<ContainerStatus> running = kubelet.run(pod).getStatus().getContainerStatuses();
          story.step("Pod " + pod.getMetadata().getName() + " runs: " + names(running) + ".");
        } else {
          if (object instanceof Node node) {
            node.getStatus().getNodeInfo().setArchitecture(architecture());
          }
          client.resource(object).create();
        }
      }
    }
  }

  private static String architecture() {
    String java = System.getProperty("os.arch");
    return java.equals("aarch64") ? "arm64" : java;
  }

  private static String names(List<ContainerStatus> containers) {
    return containers.stream()
        .map(container -> container.getName() + " (" + container.getImage() + ")")
        .collect(Collectors.joining(" and "));
  }

  private OperatorProcess operator(KubernetesClient client) throws IOException {
    try (InputStream text =
        Files.newInputStream(project.resolve("deploy/operator/deployment.yaml"))) {
      client.load(text).create();
    }
    String agent = "imagescan/node-agent:demo";
    OperatorSettings settings =
        new OperatorSettings(
            NAMESPACE, "demo", agent, "IfNotPresent", 0, false, InjectionSettings.DISABLED);
    return new OperatorProcess(client, settings, () -> {});
  }

  private ImageScan apply(KubernetesClient client) throws IOException {
    String sample = "deploy/samples/imagescan.yaml";
    try (InputStream text = Files.newInputStream(project.resolve(sample))) {
      ImageScan scan = client.resources(ImageScan.class).load(text).item();
      story.step("kubectl -n " + SHOP + " apply -f " + sample);
      return client.resource(scan).inNamespace(SHOP).serverSideApply();
    }
  }

  private static DaemonSet daemonSet(KubernetesClient client) {
    return client
        .apps()
        .daemonSets()
        .inNamespace(NAMESPACE)
        .withName("imagescan-agent")
        .waitUntilCondition(Objects::nonNull, PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ImageScan awaitReady(KubernetesClient client, ImageScan scan) {
    return client
        .resource(scan)
        .waitUntilCondition(Demo::isReady, PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isReady(ImageScan scan) {
    return scan != null
        && scan.getStatus() != null
        && scan.getStatus().conditions().stream()
            .anyMatch(c -> c.type().equals("Ready") && c.status() == Condition.Status.TRUE);
  }

  private void tell(KubernetesClient client, ImageScan scan) throws IOException {
    Reports reports = Reports.read(client, SHOP);
    story.section("kubectl -n shop get imagescan checkout -o yaml", Reports.yaml(scan));
    story.section(
        "Images, each read once (checkout: copies of this machine's packages, proxy: busybox and an\n"
            + "apk database written for the demo):",
        reports.imageTable());
    story.section(
        "Containers (in checkout-2 a package was installed by hand after its start):",
        reports.containerTable());
    ContainerReport first = reports.containers().getFirst();
    story.section(
        "Mounts of " + first.getMetadata().getName() + ", without those that every pod has:",
        reports.mountTable(first));
    story.section(
        "Packages of " + reports.largest().getSpec().image() + ":", reports.packageTable());
    if (scan.getStatus().failures() != null) {
      story.section("Failures:", Reports.failureTable(scan.getStatus().failures()));
    }
    story.section("What to look at next:", NEXT);
  }
}
