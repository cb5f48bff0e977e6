package dev.imagescan.agent.node;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes findings to the API server by server-side apply, with the agent's own token. */
final class ClusterReports implements Reports {

  private static final Logger log = LoggerFactory.getLogger(ClusterReports.class);
  private static final int HTTP_UNPROCESSABLE = 422;
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("imagescan-agent")
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final String nodeName;
  private final String agentNamespace;

  ClusterReports(KubernetesClient client, String nodeName, String agentNamespace) {
    this.client = client;
    this.nodeName = nodeName;
    this.agentNamespace = agentNamespace;
  }

  @Override
  public List<Key> ofThisNode() {
    return client
        .resources(ContainerReport.class)
        .inAnyNamespace()
        .withField("spec.nodeName", nodeName)
        .list()
        .getItems()
        .stream()
        .map(ContainerReport::getMetadata)
        .map(metadata -> new Key(metadata.getNamespace(), metadata.getName()))
        .toList();
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
    return isTaken(report, () -> client.resource(report).patch(APPLY));
  }

  @Override
  public void delete(Key report) {
    client
        .resources(ContainerReport.class)
        .inNamespace(report.namespace())
        .withName(report.name())
        .delete();
  }

  @Override
  public void write(String imageReport, ImageReportStatus status) {
    ImageReport report = new ImageReport();
    report.setMetadata(named(imageReport));
    report.setStatus(status);
    isTaken(report, () -> client.resource(report).subresource("status").patch(APPLY));
  }

  @Override
  public void write(NodeScanStatus status) {
    NodeScan scan = new NodeScan();
    scan.setMetadata(named(nodeName));
    scan.getMetadata().setNamespace(agentNamespace);
    scan.setStatus(status);
    isTaken(scan, () -> client.resource(scan).subresource("status").patch(APPLY));
  }

  private static ObjectMeta named(String name) {
    return new ObjectMetaBuilder().withName(name).build();
  }

  /** Whether a write was taken; one about something that is gone or was given away may not be. */
  private static boolean isTaken(HasMetadata object, Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException e) {
      switch (e.getCode()) {
        case HTTP_NOT_FOUND -> {
          return true;
        }
        case HTTP_FORBIDDEN, HTTP_UNPROCESSABLE -> {
          log.warn(
              "{} {} was refused: {}",
              object.getKind(),
              object.getMetadata().getName(),
              e.getMessage());
          return false;
        }
        default -> throw e;
      }
    }
  }
}
