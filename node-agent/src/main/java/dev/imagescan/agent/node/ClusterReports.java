package dev.imagescan.agent.node;

import static java.net.HttpURLConnection.HTTP_BAD_GATEWAY;
import static java.net.HttpURLConnection.HTTP_CLIENT_TIMEOUT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_GATEWAY_TIMEOUT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;
import static java.net.HttpURLConnection.HTTP_UNAVAILABLE;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes findings to the API server by server-side apply, with the agent's own token. */
final class ClusterReports implements Reports {

  private static final long PAGE = 50;
  private static final Logger log = LoggerFactory.getLogger(ClusterReports.class);
  // No answer at all, too many requests, and what stands between says that there is none.
  private static final Set<Integer> TAKES_NOTHING =
      Set.of(
          0,
          HTTP_UNAUTHORIZED,
          HTTP_CLIENT_TIMEOUT,
          429,
          HTTP_BAD_GATEWAY,
          HTTP_UNAVAILABLE,
          HTTP_GATEWAY_TIMEOUT);
  static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("imagescan-agent")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final String nodeName;
  private final String agentNamespace;
  private final ImageReportWriter imageReports;
  private final NodeReportWriter nodeReport;

  ClusterReports(KubernetesClient client, String nodeName, String agentNamespace) {
    this.client = client;
    this.nodeName = nodeName;
    this.agentNamespace = agentNamespace;
    this.imageReports = new ImageReportWriter(client, nodeName);
    this.nodeReport = new NodeReportWriter(client, nodeName);
  }

  @Override
  public Optional<NodeScanStatus> lastStatus() {
    return client
        .resources(NodeScan.class)
        .inNamespace(agentNamespace)
        .withField("metadata.name", nodeName)
        .list()
        .getItems()
        .stream()
        .findFirst()
        .map(NodeScan::getStatus);
  }

  @Override
  public List<Key> ofThisNode() {
    List<Key> keys = new ArrayList<>();
    ListOptions page = new ListOptionsBuilder().withLimit(PAGE).build();
    do {
      var reports =
          client
              .resources(ContainerReport.class)
              .inAnyNamespace()
              .withField("spec.nodeName", nodeName)
              .list(page);
      reports.getItems().stream()
          .map(ContainerReport::getMetadata)
          .map(metadata -> new Key(metadata.getNamespace(), metadata.getName()))
          .forEach(keys::add);
      page.setContinue(reports.getMetadata().getContinue());
    } while (page.getContinue() != null && !page.getContinue().isEmpty());
    return keys;
  }

  @Override
  public boolean write(
      PlannedContainer container, ContainerReportSpec spec, ContainerReportStatus status) {
    ContainerReport report = new ContainerReport();
    report.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(container.namespace())
            .withName(ContainerReport.nameOf(container.pod(), container.container()))
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(container.pod())
            .withUid(container.podUID())
            .endOwnerReference()
            .build());
    report.setSpec(spec);
    report.setStatus(status);
    return isTaken(report, true, () -> client.resource(report).patch(APPLY));
  }

  @Override
  public boolean delete(Key report) {
    try {
      client
          .resources(ContainerReport.class)
          .inNamespace(report.namespace())
          .withName(report.name())
          .delete();
      return true;
    } catch (KubernetesClientException e) {
      if (takesNothing(e)) {
        throw e;
      }
      log.warn("{} was not deleted: {}", report, e.getMessage());
      // When the pod has moved, this is another node's report by now, and none of our business.
      return e.getCode() == HTTP_FORBIDDEN;
    }
  }

  @Override
  public boolean write(String imageReport, ImageReportStatus status) {
    return imageReports.write(imageReport, status);
  }

  @Override
  public Optional<String> ownerOfNodeReport() {
    return nodeReport.owner();
  }

  @Override
  public boolean write(NodeReportStatus status, List<OwnerReference> owners) {
    return nodeReport.write(status, owners);
  }

  @Override
  public boolean deleteNodeReport() {
    return nodeReport.delete();
  }

  @Override
  public boolean write(NodeScanStatus status) {
    NodeScan scan = new NodeScan();
    scan.setMetadata(named(nodeName));
    scan.getMetadata().setNamespace(agentNamespace);
    scan.setStatus(status);
    return isTaken(scan, false, () -> client.resource(scan).subresource("status").patch(APPLY));
  }

  private static ObjectMeta named(String name) {
    return new ObjectMetaBuilder().withName(name).build();
  }

  /** Whether an API server gave this answer that takes nothing from anybody just now. */
  static boolean takesNothing(KubernetesClientException e) {
    return TAKES_NOTHING.contains(e.getCode());
  }

  /**
   * Whether a write was taken. What the API server refuses for this object alone (something of it
   * is gone or was given away, or a webhook of its namespace does not answer) must not hold up all
   * others; only an API server that takes nothing is an exception.
   */
  static boolean isTaken(HasMetadata object, boolean whenGone, Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HTTP_NOT_FOUND) {
        return whenGone;
      }
      if (takesNothing(e)) {
        throw e;
      }
      log.warn(
          "{} {} was refused: {}",
          object.getKind(),
          object.getMetadata().getName(),
          e.getMessage());
      return false;
    }
  }
}
