package dev.imagescan.operator.cluster;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.Scan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A cluster that is written down: YAML documents as kubectl gives them, and the time. */
public final class FixedCluster implements Cluster {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "Pod", Pod.class,
          "Node", NodeView.class,
          "Namespace", NamespaceView.class,
          "ImageReport", ImageReportView.class,
          "NodeScan", NodeScan.class,
          "ContainerReport", ContainerReport.class,
          "ImageScan", ImageScan.class,
          "ClusterImageScan", ClusterImageScan.class);

  private final List<HasMetadata> objects = new ArrayList<>();
  private final List<ImageReport> fullReports = new ArrayList<>();
  private final List<PodView> views = new ArrayList<>();
  private final Instant now;
  private final InjectionSettings injection;

  private FixedCluster(Instant now, boolean injects) {
    this.now = now;
    this.injection = new InjectionSettings(injects, "pause:3");
  }

  /**
   * Reads documents that begin with a line {@code # now: <time>}. With a line {@code # injection:
   * disabled} it is an installation that only inspects.
   */
  public static FixedCluster of(String yaml) {
    String first = yaml.lines().findFirst().orElseThrow();
    FixedCluster cluster =
        new FixedCluster(
            Instant.parse(first.replace("# now: ", "")), !yaml.contains("# injection: disabled"));
    for (String document : yaml.split("(?m)^---$")) {
      if (document.contains("kind:")) {
        cluster.add(document);
      }
    }
    return cluster;
  }

  public FixedCluster add(String document) {
    Map<?, ?> object = YAML.unmarshal(document, Map.class);
    objects.add(YAML.convertValue(object, KINDS.get((String) object.get("kind"))));
    if (object.get("kind").equals("Pod")) {
      views.add(YAML.convertValue(object, PodView.class));
    }
    if (object.get("kind").equals("ImageReport")) {
      fullReports.add(YAML.convertValue(object, ImageReport.class));
    }
    return this;
  }

  public Instant now() {
    return now;
  }

  /** An image's report with its packages, which the operator does not hold. */
  public Optional<ImageReport> fullImageReport(String name) {
    return fullReports.stream().filter(r -> r.getMetadata().getName().equals(name)).findFirst();
  }

  /** A container's report, which the operator does not hold. */
  public Optional<ContainerReport> containerReport(String name) {
    return named(ContainerReport.class, name);
  }

  private <T> Stream<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast);
  }

  private <T extends HasMetadata> Optional<T> named(Class<T> kind, String name) {
    return all(kind).filter(object -> object.getMetadata().getName().equals(name)).findFirst();
  }

  private Collection<PodView> pods(Predicate<PodView> wanted) {
    return views.stream().filter(wanted).toList();
  }

  @Override
  public Collection<Scan> scans() {
    return all(Scan.class).filter(scan -> !scan.isMarkedForDeletion()).toList();
  }

  @Override
  public Collection<ImageScan> injections() {
    return all(ImageScan.class)
        .filter(scan -> scan.getSpec().inject() != null || scan.hasFinalizer(FINALIZER))
        .toList();
  }

  @Override
  public Collection<ImageScan> injectionsIn(String namespace) {
    return injections().stream()
        .filter(scan -> namespace.equals(scan.getMetadata().getNamespace()))
        .toList();
  }

  @Override
  public Collection<NodeScan> nodeScans() {
    return all(NodeScan.class).toList();
  }

  @Override
  public Collection<CarrierView> carriers() {
    return all(Pod.class)
        .filter(pod -> pod.getMetadata().getLabels() != null)
        .filter(pod -> pod.getMetadata().getLabels().containsKey(CarrierView.CARRIER))
        .map(CarrierView::of)
        .toList();
  }

  @Override
  public Collection<CarrierView> carriersOn(String node) {
    return carriers().stream().filter(carrier -> carrier.node().equals(node)).toList();
  }

  @Override
  public Collection<CarrierView> carriersOf(String scanUid) {
    return carriers().stream().filter(carrier -> carrier.scanUid().equals(scanUid)).toList();
  }

  @Override
  public InjectionSettings injection() {
    return injection;
  }

  @Override
  public Collection<Scan> scansOver(String namespace) {
    return scans().stream()
        .filter(
            scan ->
                scan instanceof ClusterImageScan
                    || namespace.equals(scan.getMetadata().getNamespace()))
        .toList();
  }

  @Override
  public Collection<PodView> pods() {
    return pods(_ -> true);
  }

  @Override
  public Collection<PodView> podsOnNode(String node) {
    return pods(pod -> node.equals(pod.nodeName()));
  }

  @Override
  public Collection<PodView> podsInNamespace(String namespace) {
    return pods(pod -> namespace.equals(pod.namespace()));
  }

  @Override
  public Collection<PodView> podsRunning(String digest) {
    return pods(
        pod ->
            pod.containers().stream()
                .map(ContainerView::digest)
                .filter(Objects::nonNull)
                .anyMatch(digest::equals));
  }

  @Override
  public Collection<NodeView> nodes() {
    return all(NodeView.class).toList();
  }

  @Override
  public Optional<NodeView> node(String name) {
    return named(NodeView.class, name);
  }

  @Override
  public Optional<NamespaceView> namespace(String name) {
    return named(NamespaceView.class, name);
  }

  @Override
  public Optional<NodeScan> nodeScan(String node) {
    return named(NodeScan.class, node);
  }

  @Override
  public Optional<ImageReportView> imageReport(String name) {
    return named(ImageReportView.class, name);
  }
}
