package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A namespace of its own and the ImageScan {@code all} over all of its pods. */
record Scanned(Cluster cluster, String namespace) {

  static final Duration IN_TIME = Duration.ofSeconds(180);

  private static final String NAME = "all";

  /** Makes the namespace, empty and not yet scanned. */
  static Scanned space(Cluster cluster, String namespace) {
    Workloads.space(cluster, namespace);
    return new Scanned(cluster, namespace);
  }

  /** Applies the ImageScan, with more lines of spec. */
  Scanned scan(String... lines) {
    Workloads.apply(cluster, namespace, NAME, "selector: {}\n" + String.join("\n", List.of(lines)));
    return this;
  }

  /** Applies the Deployment {@code app}; does not wait. */
  Scanned run(String image, int replicas) {
    String deployment = Workloads.deployment("app", image, replicas);
    cluster.kubectlCommand("apply", "-n", namespace, "-f", "-").run(deployment).orThrow();
    return this;
  }

  /** Sets how many pods the Deployment has; does not wait. */
  void scale(int replicas) {
    cluster.kubectl("scale", "deployment/app", "-n", namespace, "--replicas=" + replicas);
  }

  /** Changes the ImageScan's spec by a JSON merge patch. */
  void change(String spec) {
    cluster.kubectl(
        "patch",
        "imagescan/" + NAME,
        "-n",
        namespace,
        "--type=merge",
        "--patch={\"spec\":%s}".formatted(spec));
  }

  /** Deletes the ImageScan; does not wait for what follows. */
  void deleteScan() {
    cluster.kubectl("delete", "imagescan/" + NAME, "-n", namespace, "--timeout=20s");
  }

  /** The scan's status; an empty one when there is none yet. */
  Optional<ScanStatus> status() {
    return Optional.ofNullable(
            cluster.client().resources(ImageScan.class).inNamespace(namespace).withName(NAME).get())
        .map(ImageScan::getStatus);
  }

  /** The condition Ready, as {@code True Inspected}. */
  String ready() {
    return ready(
        cluster.client().resources(ImageScan.class).inNamespace(namespace).withName(NAME).get());
  }

  /** The condition Ready of a scan, as {@code True Inspected}. */
  static String ready(ImageScan scan) {
    return Optional.ofNullable(scan.getStatus()).map(ScanStatus::conditions).stream()
        .flatMap(List::stream)
        .filter(condition -> condition.type().equals("Ready"))
        .map(Scanned::text)
        .findFirst()
        .orElse("unknown");
  }

  private static String text(Condition condition) {
    return (condition.status() == Condition.Status.TRUE ? "True " : "False ") + condition.reason();
  }

  /** Waits until the scan says that it has inspected exactly so many containers, all of them. */
  void awaitInspected(int containers) {
    try {
      Waiting.until(
          containers + " containers inspected in " + namespace,
          IN_TIME,
          () -> isInspected(containers));
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "; the scan says: " + status(), e);
    }
  }

  private boolean isInspected(int containers) {
    return ready().equals("True Inspected")
        && status()
            .filter(status -> status.containers().matched() == containers)
            .filter(status -> status.containers().inspected() == containers)
            .isPresent();
  }

  /** How many reports there are now. */
  int reportCount() {
    return reports().size();
  }

  /** The reports of the namespace. */
  List<ContainerReport> reports() {
    return cluster
        .client()
        .resources(ContainerReport.class)
        .inNamespace(namespace)
        .list()
        .getItems();
  }

  /** Waits until each running container has its report, and no other report is there. */
  void awaitOneReportEach() {
    try {
      Waiting.until("one report a container", IN_TIME, () -> running().equals(reported()));
    } catch (IllegalStateException e) {
      assertEquals(running(), reported(), "the reports of " + namespace + ", by container");
      throw e;
    }
  }

  /** The pods that run and are not being deleted. */
  List<Pod> pods() {
    return cluster.client().pods().inNamespace(namespace).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness::isPodReady)
        .toList();
  }

  private Map<String, String> running() {
    var ids = new TreeMap<String, String>();
    for (Pod pod : pods()) {
      pod.getStatus()
          .getContainerStatuses()
          .forEach(
              container ->
                  ids.put(
                      ContainerReport.nameOf(pod.getMetadata().getName(), container.getName()),
                      container.getContainerID()));
    }
    return ids;
  }

  private Map<String, String> reported() {
    var ids = new TreeMap<String, String>();
    reports()
        .forEach(report -> ids.put(report.getMetadata().getName(), report.getSpec().containerID()));
    return ids;
  }

  /** Deletes the namespace and waits until it is gone. */
  void delete() {
    Workloads.deleteSpace(cluster, namespace);
  }
}
