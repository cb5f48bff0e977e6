package dev.imagescan.agent.node;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import dev.imagescan.api.v1alpha1.NodeReport;
import dev.imagescan.api.v1alpha1.NodeReportSpec;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was found out about the node itself, into one object that can be stored. */
final class NodeReportWriter {

  private static final Logger log = LoggerFactory.getLogger(NodeReportWriter.class);
  // etcd takes 1.5 MiB at most; some room is left for what others add, such as managed fields.
  private static final int MAX_BYTES = 900 << 10;
  private static final PatchContext NOTHING = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final String nodeName;

  NodeReportWriter(KubernetesClient client, String nodeName) {
    this.client = client;
    this.nodeName = nodeName;
  }

  /**
   * The UID of the Node that owns it, which may be empty; nothing when there is no report; one that
   * we may not write is none of ours.
   */
  Optional<String> owner() {
    NodeReport named = new NodeReport();
    named.setMetadata(new ObjectMetaBuilder().withName(nodeName).build());
    try {
      // RBAC cannot say "its own" of reading, but whoever may not write a report gets no answer.
      NodeReport report = client.resource(named).patch(NOTHING, "{}");
      return Optional.of(ownerUid(report.getMetadata().getOwnerReferences()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HTTP_FORBIDDEN || e.getCode() == HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The UID of the Node among these; empty when there is none. */
  static String ownerUid(List<OwnerReference> owners) {
    return owners.stream()
        .filter(NodeReportWriter::isNode)
        .map(OwnerReference::getUid)
        .findFirst()
        .orElse("");
  }

  private static boolean isNode(OwnerReference owner) {
    return owner.getKind().equals("Node");
  }

  boolean write(NodeReportStatus status, List<OwnerReference> owners) {
    NodeReport report = new NodeReport();
    report.setMetadata(
        new ObjectMetaBuilder()
            .withName(nodeName)
            .withOwnerReferences(
                owners.stream()
                    .filter(NodeReportWriter::isNode)
                    .map(NodeReportWriter::asOwner)
                    .toList())
            .build());
    report.setSpec(new NodeReportSpec(nodeName));
    report.setStatus(fitting(status));
    return ClusterReports.isTaken(
        report, false, () -> client.resource(report).patch(ClusterReports.APPLY));
  }

  /** The report goes with the Node, and neither controls it nor holds it up. */
  private static OwnerReference asOwner(OwnerReference node) {
    return new OwnerReferenceBuilder()
        .withApiVersion(node.getApiVersion())
        .withKind(node.getKind())
        .withName(node.getName())
        .withUid(node.getUid())
        .build();
  }

  boolean delete() {
    try {
      report().delete();
      return true;
    } catch (KubernetesClientException e) {
      if (ClusterReports.takesNothing(e)) {
        throw e;
      }
      log.warn("this node's NodeReport was not deleted: {}", e.getMessage());
      return e.getCode() == HTTP_FORBIDDEN;
    }
  }

  private Resource<NodeReport> report() {
    return client.resources(NodeReport.class).withName(nodeName);
  }

  /** The same with no more packages than fit. */
  static NodeReportStatus fitting(NodeReportStatus status) {
    if (status.packages() == null) {
      return status;
    }
    int left = MAX_BYTES - StoredSize.of(status.with(List.of(), status.truncated()));
    List<ReportedPackage> fitting = new ArrayList<>();
    for (ReportedPackage next : status.packages()) {
      left -= StoredSize.of(next) + 1;
      if (left < 0) {
        return status.with(fitting, Boolean.TRUE);
      }
      fitting.add(next);
    }
    return status;
  }
}
