package dev.imagescan.operator.watch;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.ContainerView;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.cluster.InjectionSettings;
import dev.imagescan.operator.cluster.NamespaceView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/** The cluster as the API server tells it. Safe for use by several threads. */
public final class ClusterWatch implements Cluster, AutoCloseable {

  private static final String NODE = "node";
  private static final String DIGEST = "digest";

  /**
   * How many objects are listed at a time, which is what the heap must hold as JSON: a pod is some
   * 15 KB, an ImageReport of a large image up to 1 MiB.
   */
  public static final long PAGE = 100;

  private final KubernetesClient client;
  private final String namespace;
  private final InjectionSettings injection;
  private final Watched<PodView> pods;
  private final Watched<NodeView> nodes;
  private final Watched<NamespaceView> namespaces;
  private final Watched<ImageScan> imageScans;
  private final Watched<ClusterImageScan> clusterImageScans;
  private final Watched<NodeScan> nodeScans;
  private final Watched<ImageReportView> imageReports;
  private final CarrierWatch carriers;

  /**
   * Prepares the watches.
   *
   * @param namespace the operator's own, in which NodeScans are
   * @param injection whether there are carriers to follow
   */
  public ClusterWatch(KubernetesClient client, String namespace, InjectionSettings injection) {
    this.client = client;
    this.namespace = namespace;
    this.injection = injection;
    this.pods = watch(PodView.class, PodView::sameAs, Map.of(NODE, node(), DIGEST, digests()));
    this.nodes = watch(NodeView.class, NodeView::sameAs, Map.of());
    this.namespaces = watch(NamespaceView.class, ClusterWatch::sameLabels, Map.of());
    this.imageScans = watch(ImageScan.class, ClusterWatch::sameSpec, Map.of());
    this.clusterImageScans = watch(ClusterImageScan.class, ClusterWatch::sameSpec, Map.of());
    this.nodeScans =
        new Watched<>(
            client.resources(NodeScan.class).inNamespace(namespace).runnableInformer(0),
            ClusterWatch::sameContent,
            Map.of());
    this.imageReports =
        watch(
            ImageReportView.class,
            ImageReportView::sameAs,
            Map.of(
                NODE, report -> List.of(report.getSpec().nodeName()),
                DIGEST, report -> List.of(report.getSpec().digest())));
    this.carriers = new CarrierWatch(client, injection.enabled());
  }

  private <T extends HasMetadata> Watched<T> watch(
      Class<T> kind, BiPredicate<T, T> same, Map<String, Function<T, List<String>>> indexes) {
    return new Watched<>(
        client.resources(kind).inAnyNamespace().withLimit(PAGE).runnableInformer(0), same, indexes);
  }

  private static Function<PodView, List<String>> node() {
    return pod -> pod.nodeName() == null ? List.of() : List.of(pod.nodeName());
  }

  private static Function<PodView, List<String>> digests() {
    return pod ->
        pod.containers().stream()
            .map(ContainerView::digest)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
  }

  private static boolean sameLabels(NamespaceView before, NamespaceView after) {
    return before.labels().equals(after.labels());
  }

  private static boolean leaves(Scan scan) {
    return scan.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean sameSpec(Scan before, Scan after) {
    return before.getSpec().equals(after.getSpec())
        && leaves(before) == leaves(after)
        && before.getMetadata().getFinalizers().equals(after.getMetadata().getFinalizers())
        && Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid());
  }

  private static boolean sameContent(NodeScan before, NodeScan after) {
    return before.getSpec().equals(after.getSpec())
        && Objects.equals(before.getStatus(), after.getStatus())
        && before
            .getMetadata()
            .getOwnerReferences()
            .equals(after.getMetadata().getOwnerReferences())
        && Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid());
  }

  private Stream<Watched<?>> watches() {
    return Stream.concat(
        Stream.of(pods, nodes, namespaces, imageScans, clusterImageScans, nodeScans, imageReports),
        carriers.watches());
  }

  /** Begins to follow the cluster and returns at once. */
  public void start() {
    watches().forEach(Watched::start);
  }

  /** Whether everything was read once. */
  public boolean synced() {
    return watches().allMatch(Watched::synced);
  }

  /** Tells of pods that change. */
  public void onPod(ChangeListener<PodView> listener) {
    pods.listen(listener);
  }

  /** Tells of nodes whose labels, platform or readiness change. */
  public void onNode(ChangeListener<NodeView> listener) {
    nodes.listen(listener);
  }

  /** Tells of namespaces whose labels change. */
  public void onNamespace(ChangeListener<NamespaceView> listener) {
    namespaces.listen(listener);
  }

  /** Tells of scans whose specification changes. */
  public void onScan(ChangeListener<Scan> listener) {
    imageScans.listen(listener);
    clusterImageScans.listen(listener);
  }

  /** Tells of NodeScans whose specification, status or owner changes. */
  public void onNodeScan(ChangeListener<NodeScan> listener) {
    nodeScans.listen(listener);
  }

  /** Tells of ImageReports whose specification or summary changes. */
  public void onImageReport(ChangeListener<ImageReportView> listener) {
    imageReports.listen(listener);
  }

  /** Tells of carriers that change. */
  public void onCarrier(ChangeListener<CarrierView> listener) {
    carriers.listen(listener);
  }

  @Override
  public Collection<Scan> scans() {
    return standing(imageScans.all());
  }

  @Override
  public Collection<Scan> scansOver(String name) {
    return standing(imageScans.by(Cache.NAMESPACE_INDEX, name));
  }

  private List<Scan> standing(Collection<ImageScan> ofNamespaces) {
    return Stream.<Scan>concat(ofNamespaces.stream(), clusterImageScans.all().stream())
        .filter(scan -> !leaves(scan))
        .toList();
  }

  @Override
  public Collection<ImageScan> injections() {
    return injecting(imageScans.all());
  }

  @Override
  public Collection<ImageScan> injectionsIn(String name) {
    return injecting(imageScans.by(Cache.NAMESPACE_INDEX, name));
  }

  private static List<ImageScan> injecting(Collection<ImageScan> scans) {
    return scans.stream()
        .filter(scan -> scan.getSpec().inject() != null || scan.hasFinalizer(FINALIZER))
        .toList();
  }

  @Override
  public Collection<PodView> pods() {
    return pods.all();
  }

  @Override
  public Collection<PodView> podsOnNode(String node) {
    return pods.by(NODE, node);
  }

  @Override
  public Collection<PodView> podsInNamespace(String name) {
    return pods.by(Cache.NAMESPACE_INDEX, name);
  }

  @Override
  public Collection<PodView> podsRunning(String digest) {
    return pods.by(DIGEST, digest);
  }

  @Override
  public Collection<NodeView> nodes() {
    return nodes.all();
  }

  @Override
  public Optional<NodeView> node(String name) {
    return nodes.get(null, name);
  }

  @Override
  public Optional<NamespaceView> namespace(String name) {
    return namespaces.get(null, name);
  }

  @Override
  public Optional<NodeScan> nodeScan(String node) {
    return nodeScans.get(namespace, node);
  }

  @Override
  public Optional<ImageReportView> imageReport(String name) {
    return imageReports.get(null, name);
  }

  @Override
  public Collection<NodeScan> nodeScans() {
    return nodeScans.all();
  }

  @Override
  public Collection<CarrierView> carriers() {
    return carriers.all();
  }

  @Override
  public Collection<CarrierView> carriersOn(String node) {
    return carriers.on(node);
  }

  @Override
  public Collection<CarrierView> carriersOf(String scanUid) {
    return carriers.of(scanUid);
  }

  @Override
  public InjectionSettings injection() {
    return injection;
  }

  /** Every ImageReport. */
  public Collection<ImageReportView> imageReports() {
    return imageReports.all();
  }

  /** The ImageReports that a node is or was to fill in. */
  public Collection<ImageReportView> imageReportsOf(String node) {
    return imageReports.by(NODE, node);
  }

  /** The ImageReports of this digest, one a platform. */
  public Collection<ImageReportView> imageReportsWith(String digest) {
    return imageReports.by(DIGEST, digest);
  }

  @Override
  public void close() {
    watches().forEach(Watched::close);
  }
}
