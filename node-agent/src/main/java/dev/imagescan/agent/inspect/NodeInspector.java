package dev.imagescan.agent.inspect;

import dev.imagescan.agent.layers.Layers;
import dev.imagescan.agent.layers.LayersOutcome;
import dev.imagescan.agent.layers.OverlayLayers;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.ContainerMounts;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerId;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Inspects the containers of the node that it runs on, through {@code /proc}. Every inspection has
 * a budget of its own. Any number of threads may use it at once.
 */
public final class NodeInspector implements Inspector {

  private final String nodeName;
  private final Processes processes;
  private final RunningContainers containers;
  private final InstantSource clock;

  /** Uses the processes of the given /proc; they stay the caller's to close. */
  public NodeInspector(String nodeName, Processes processes, InstantSource clock) {
    this.nodeName = nodeName;
    this.processes = processes;
    this.containers = new RunningContainers(processes);
    this.clock = clock;
  }

  @Override
  public ContainerReportStatus inspect(PlannedContainer container) {
    ContainerFindings found = new ContainerFindings();
    try (ContainerProcess process = open(container);
        Fd mountinfo = process.open("mountinfo")) {
      MountTable table = MountTable.read(mountinfo);
      if (container.inspect().contains(Inspection.MOUNTS)) {
        found.mounts(mounts(table, container.podUID()));
      }
      if (container.inspect().contains(Inspection.PACKAGES)) {
        packages(process, table, container.imageReport(), found);
      }
      return found.inspected(now());
    } catch (NoProcessException e) {
      return found.failed("ContainerNotFound", e.getMessage(), now());
    } catch (UnreadableException e) {
      String message = "the container's root file system is not read: " + e.why().sentence();
      return found.failed(e.why().reason(), message, now());
    } catch (IOException e) {
      return found.failed("IOError", e.getMessage(), now());
    }
  }

  @Override
  public Optional<ImageReportStatus> read(List<PlannedContainer> running) {
    ImageReportStatus failure = null;
    for (PlannedContainer container : running) {
      try (ContainerProcess process = open(container)) {
        ImageReportStatus status = readBelow(process);
        if (status.state() == State.INSPECTED) {
          return Optional.of(status);
        }
        failure = status;
      } catch (NoProcessException e) {
        // It has ended since it was planned; another one may still run the image.
      } catch (IOException e) {
        failure = failedImage("IOError", e.getMessage());
      }
    }
    return Optional.ofNullable(failure);
  }

  private ContainerProcess open(PlannedContainer container) throws IOException {
    return containers.open(container.podUID(), ContainerId.parse(container.containerID()));
  }

  private ContainerMounts mounts(MountTable table, String podUID) throws IOException {
    try (ContainerProcess host = processes.open(1);
        Fd hostTable = host.open("mountinfo")) {
      return ContainerMounts.describe(table, MountTable.read(hostTable), podUID);
    }
  }

  private void packages(
      ContainerProcess process, MountTable table, String imageReport, ContainerFindings found)
      throws UnreadableException {
    Budget budget = new Budget(Budget.Limits.DEFAULT);
    try (ContainerRoot root = ContainerRoot.of(process, budget)) {
      if (Databases.isUnder(table) || isChanged(process, budget)) {
        found.content(RootInspector.inspect(root), imageReport);
      } else {
        found.asInImage(root, imageReport);
      }
    }
  }

  /** Whether the container's package databases may differ from its image's. */
  private boolean isChanged(ContainerProcess process, Budget budget) {
    return switch (new OverlayLayers(processes).find(process)) {
      case Layers layers -> {
        try (layers) {
          yield layers.changed(RootInspector.databases(), budget);
        }
      }
      case LayersOutcome.Unavailable unavailable -> true;
    };
  }

  private ImageReportStatus readBelow(ContainerProcess process) {
    return switch (new OverlayLayers(processes).find(process)) {
      case Layers layers -> {
        try (layers;
            LayeredRoot image = layers.image(new Budget(Budget.Limits.DEFAULT))) {
          RootContent content = RootInspector.inspect(image);
          yield ImageContent.describe(
              image.uncertain() ? content.uncertain() : content, nodeName, now());
        }
      }
      case LayersOutcome.Unavailable unavailable ->
          failedImage(
              "LayersUnavailable",
              "the image's layers cannot be told from the container's own changes: "
                  + unavailable.reason());
    };
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private ImageReportStatus failedImage(String reason, String message) {
    return ImageReportStatus.failed(reason, ContainerFindings.bounded(message), nodeName, now());
  }
}
