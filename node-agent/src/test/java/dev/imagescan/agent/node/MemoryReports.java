package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps reports in memory; may be told to refuse some first, as an API server that is down. */
final class MemoryReports implements Reports {
  final Map<String, ContainerReportStatus> containers = new ConcurrentHashMap<>();
  final Map<String, ImageReportStatus> images = new ConcurrentHashMap<>();

  /** Reports that were deleted while the status said of their containers that they have one. */
  final List<Key> stillPromised = new CopyOnWriteArrayList<>();

  volatile NodeReportStatus nodeReport;
  volatile List<OwnerReference> nodeReportOwners = List.of();
  final AtomicInteger nodeReportWrites = new AtomicInteger();
  volatile boolean refuseNodeReport;

  /** Whether a status ever told of a node's report that was not there. */
  volatile boolean toldTooEarly;

  final AtomicInteger refusals = new AtomicInteger();
  volatile NodeScanStatus status = new NodeScanStatus(0L, List.of());

  List<ContainerResult> results() {
    return status.containers();
  }

  List<MountState> mountStates() {
    return status.mounts().stream().map(MountResult::state).toList();
  }

  ContainerResult result(String id) {
    return results().stream().filter(r -> r.containerID().equals(id)).findFirst().orElseThrow();
  }

  private void refuse() {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new KubernetesClientException("the server is down", 503, null);
    }
  }

  @Override
  public Optional<NodeScanStatus> lastStatus() {
    refuse();
    return Optional.of(status);
  }

  @Override
  public List<Key> ofThisNode() {
    refuse();
    return containers.keySet().stream()
        .map(name -> new Key(name.split("/")[0], name.split("/")[1]))
        .toList();
  }

  @Override
  public boolean write(
      PlannedContainer container, ContainerReportSpec spec, ContainerReportStatus written) {
    refuse();
    containers.put(
        container.namespace() + "/" + container.pod() + "." + container.container(), written);
    return true;
  }

  @Override
  public boolean delete(Key report) {
    refuse();
    if (results().stream().anyMatch(r -> report.name().equals("pod-" + r.containerID() + ".app"))) {
      stillPromised.add(report);
    }
    containers.remove(report.namespace() + "/" + report.name());
    return true;
  }

  @Override
  public boolean write(String imageReport, ImageReportStatus written) {
    refuse();
    images.put(imageReport, written);
    return true;
  }

  @Override
  public Optional<String> ownerOfNodeReport() {
    refuse();
    return nodeReport == null
        ? Optional.empty()
        : Optional.of(NodeReportWriter.ownerUid(nodeReportOwners));
  }

  @Override
  public boolean write(NodeReportStatus written, List<OwnerReference> owners) {
    refuse();
    if (refuseNodeReport) {
      return false;
    }
    if (status.node() != null && status.node().state() == State.INSPECTED && nodeReport == null) {
      toldTooEarly = true;
    }
    nodeReportOwners = owners;
    nodeReport = written;
    nodeReportWrites.incrementAndGet();
    return true;
  }

  @Override
  public boolean deleteNodeReport() {
    refuse();
    if (status.node() != null) {
      toldTooEarly = true;
    }
    nodeReport = null;
    return true;
  }

  @Override
  public boolean write(NodeScanStatus written) {
    refuse();
    if (written.node() != null && written.node().reason() == null && nodeReport == null) {
      toldTooEarly = true;
    }
    status = written;
    return true;
  }
}
