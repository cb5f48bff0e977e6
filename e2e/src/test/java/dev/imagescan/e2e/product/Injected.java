package dev.imagescan.e2e.product;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A namespace of its own, with pods into which ImageScans put volumes. */
record Injected(Cluster cluster, String namespace) {

  static final Duration IN_TIME = Duration.ofSeconds(90);

  /** Makes the namespace, empty. */
  static Injected space(Cluster cluster, String namespace) {
    Workloads.space(cluster, namespace);
    return new Injected(cluster, namespace);
  }

  /** Applies YAML documents; does not wait. */
  Injected apply(String... documents) {
    String all = String.join("\n---\n", documents);
    cluster.kubectlCommand("apply", "-n", namespace, "-f", "-").run(all).orThrow();
    return this;
  }

  /** Waits until these pods, or all when none is named, are ready. */
  Injected awaitReady(String... pods) {
    var argv = Stream.of("wait", "-n", namespace, "--for=condition=Ready", "--timeout=90s");
    var names =
        pods.length == 0 ? Stream.of("pods", "--all") : Stream.of(pods).map(name -> "pod/" + name);
    cluster
        .kubectlCommand(Stream.concat(argv, names).toArray(String[]::new))
        .within(Duration.ofSeconds(100))
        .run()
        .orThrow();
    return this;
  }

  /**
   * Applies an ImageScan that injects into the pods of an app.
   *
   * @param app the value of their label {@code app}
   * @param inject the text of {@code spec.inject}
   */
  Injected inject(String scan, String app, String inject) {
    String spec =
        "selector: {matchLabels: {app: %s}}\ninspect: [Mounts]\ninject:\n%s"
            .formatted(app, inject.indent(2));
    Workloads.apply(cluster, namespace, scan, spec);
    return this;
  }

  /** A scan as it is now, if it is there. */
  Optional<ImageScan> scan(String name) {
    return Optional.ofNullable(
        cluster.client().resources(ImageScan.class).inNamespace(namespace).withName(name).get());
  }

  /** A condition of a scan, if it has it. */
  Optional<Condition> condition(String scan, String type) {
    return scan(scan).map(ImageScan::getStatus).map(ScanStatus::conditions).stream()
        .flatMap(List::stream)
        .filter(condition -> condition.type().equals(type))
        .findFirst();
  }

  /** What a scan's status says about one mount, if anything. */
  Optional<MountSummary> mount(String scan, String pod, String mountPath) {
    return scan(scan).map(ImageScan::getStatus).map(ScanStatus::topMounts).stream()
        .flatMap(List::stream)
        .filter(mount -> mount.pod().equals(pod) && mount.mountPath().equals(mountPath))
        .findFirst();
  }

  /** Waits until a scan says of its newest spec that exactly so many mounts are in place. */
  Injected awaitInjected(String scan, int mounts) {
    await(mounts + " mounts of " + scan, scan, () -> isInjected(scan, mounts));
    return this;
  }

  private boolean isInjected(String name, int mounts) {
    boolean injected =
        condition(name, "Injected").filter(c -> c.status() == Condition.Status.TRUE).isPresent();
    return injected
        && scan(name)
            .filter(s -> s.getMetadata().getGeneration().equals(s.getStatus().observedGeneration()))
            .map(s -> s.getStatus().mounts())
            .filter(counts -> counts.wanted() == mounts && counts.mounted() == mounts)
            .isPresent();
  }

  /** Waits for a condition to have a status; returns it. */
  Condition awaitCondition(String scan, String type, Condition.Status status) {
    return awaitValue(
        type + "=" + status + " of " + scan,
        scan,
        () -> condition(scan, type).filter(condition -> condition.status() == status));
  }

  /** Waits until a scan's status says of a mount that it is in this state. */
  MountSummary awaitState(String scan, String pod, String mountPath, String state) {
    return awaitValue(
        "%s of %s to be %s".formatted(mountPath, pod, state),
        scan,
        () -> mount(scan, pod, mountPath).filter(mount -> mount.state().equals(state)));
  }

  /** Waits for what a test wants; tells what a scan's status says when it is in vain. */
  void await(String what, String scan, BooleanSupplier condition) {
    awaitValue(what, scan, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  private <T> T awaitValue(String what, String scan, Supplier<Optional<T>> source) {
    try {
      return Waiting.forValue(what, IN_TIME, source);
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "%s; the scan says: %s; its carriers: %s"
              .formatted(e.getMessage(), scan(scan).map(ImageScan::getStatus), carrierEvents(scan)),
          e);
    }
  }

  private String carrierEvents(String scan) {
    return carriers(scan).stream()
        .map(pod -> pod.getMetadata().getName())
        .map(pod -> pod + " " + cluster.kubectl("events", "-n", namespace, "--for=pod/" + pod))
        .collect(Collectors.joining("; ", "[", "]"));
  }

  /** The pods of the operator's that hold the volumes of a scan. */
  List<Pod> carriers(String scan) {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("imagescan.dev/carrier", scan)
        .list()
        .getItems();
  }

  /** A pod. */
  Pod pod(String name) {
    return cluster.client().pods().inNamespace(namespace).withName(name).get();
  }

  /** Deletes a pod, and waits until it is gone. */
  void deletePod(String name) {
    cluster
        .kubectlCommand(
            "delete", "pod/" + name, "-n", namespace, "--ignore-not-found", "--timeout=90s")
        .within(Duration.ofSeconds(100))
        .run()
        .orThrow();
  }

  /** The container {@code main} of a pod. */
  Target target(String pod) {
    return new Target(this, pod, "main");
  }

  /** Deletes a scan as {@code kubectl delete} does by itself, and waits until it is gone. */
  void deleteScan(String name) {
    startDeletion(name);
    awaitGone(name);
  }

  /** Deletes a scan without waiting. */
  void startDeletion(String name) {
    cluster.kubectl(
        "delete", "imagescan/" + name, "-n", namespace, "--wait=false", "--ignore-not-found");
  }

  /** Waits until a scan that is being deleted is gone, and its carriers with it. */
  void awaitGone(String name) {
    await("the end of " + name, name, () -> scan(name).isEmpty());
    await("the end of its carriers", name, () -> carriers(name).isEmpty());
  }

  /** Deletes the scans first, as one should, then the namespace, and waits until it is gone. */
  void delete() {
    cluster.kubectl(
        "delete", "imagescans", "--all", "-n", namespace, "--ignore-not-found", "--timeout=50s");
    deleteAtOnce();
  }

  /** Deletes the namespace with all that is in it, and waits until it is gone. */
  void deleteAtOnce() {
    Workloads.deleteSpace(cluster, namespace);
  }
}
