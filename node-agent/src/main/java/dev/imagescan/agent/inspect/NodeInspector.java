package dev.imagescan.agent.inspect;

import dev.imagescan.agent.containment.ContainmentReader;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.layers.Layers;
import dev.imagescan.agent.layers.LayersOutcome;
import dev.imagescan.agent.layers.OverlayLayers;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.ContainerMounts;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.process.ContainerId;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.process.RunningContainers;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.State;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Inspects the node that it runs on and its containers, through {@code /proc}. Every inspection has
 * a budget of its own. Any number of threads may use it at once.
 */
public final class NodeInspector implements Inspector {

  private static final int FIRST_PROCESS = 1;

  /** An ImageReport's name: its image's digest and platform. */
  private static final Pattern REPORT =
      Pattern.compile("sha256-([0-9a-f]{64})-([a-z0-9]+)-([a-z0-9]+)");

  private final String nodeName;
  private final Processes processes;
  private final RunningContainers containers;
  private final ContainmentReader containment;
  private final InstantSource clock;
  private final LongAdder fromContainer = new LongAdder();
  private final LongAdder fromImage = new LongAdder();

  /** Uses the processes of the given /proc; they stay the caller's to close. */
  public NodeInspector(
      String nodeName, Processes processes, RunningContainers containers, InstantSource clock) {
    this.nodeName = nodeName;
    this.processes = processes;
    this.containers = containers;
    this.containment = new ContainmentReader(processes);
    this.clock = clock;
  }

  @Override
  public ContainerReportStatus inspect(PlannedContainer container, Set<String> givers) {
    ContainerFindings found = new ContainerFindings();
    try (ContainerProcess process = open(container);
        Fd mountinfo = process.open("mountinfo")) {
      MountTable table = MountTable.read(mountinfo);
      if (container.inspect().contains(Inspection.MOUNTS)) {
        found.mounts(mounts(table, container.podUID()));
      }
      if (container.inspect().contains(Inspection.CONTAINMENT)) {
        contain(process, table, container.declared(), givers, found);
      }
      if (container.inspect().contains(Inspection.PACKAGES)) {
        packages(process, table, container.imageReport(), found);
      }
      if (container.inspect().contains(Inspection.DRIFT)) {
        new ContainerDrift(processes).read(process, table, container.podUID(), found);
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
        ImageReportStatus status = readBelow(process, container.imageReport());
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

  @Override
  public NodeReportStatus inspect(PlannedNode node) {
    return NodeContent.inspect(processes, node.inspect(), now());
  }

  @Override
  public long readFromContainer() {
    return fromContainer.sum();
  }

  @Override
  public long knownFromImage() {
    return fromImage.sum();
  }

  /** What a container does to be unreadable here must not keep the rest from being read. */
  private void contain(
      ContainerProcess process,
      MountTable table,
      DeclaredSecurity declared,
      Set<String> givers,
      ContainerFindings found)
      throws NoProcessException {
    try {
      found.containment(containment.judge(process, table, declared, givers));
    } catch (NoProcessException e) {
      throw e;
    } catch (IOException e) {
      found.containmentUnavailable(String.valueOf(e.getMessage()));
    }
  }

  private ContainerProcess open(PlannedContainer container) throws IOException {
    return containers.open(container.podUID(), ContainerId.parse(container.containerID()));
  }

  private ContainerMounts mounts(MountTable table, String podUID) throws IOException {
    try (ContainerProcess host = processes.open(FIRST_PROCESS);
        Fd hostTable = host.open("mountinfo")) {
      return ContainerMounts.describe(table, MountTable.read(hostTable), podUID);
    }
  }

  private void packages(
      ContainerProcess process, MountTable table, String imageReport, ContainerFindings found)
      throws UnreadableException {
    Budget budget = new Budget(Budget.Limits.DEFAULT);
    try (ContainerFiles files = ContainerFiles.of(processes, FIRST_PROCESS, process, budget)) {
      Root root = files.root();
      switch (new OverlayLayers(processes).find(process)) {
        case Layers layers -> {
          try (layers) {
            if (Databases.isUnder(table) || isChanged(layers, budget)) {
              fromContainer.increment();
              found.content(RootInspector.inspect(root), ofImage(layers), imageReport);
            } else {
              fromImage.increment();
              found.asInImage(root, imageReport);
            }
          }
        }
        case LayersOutcome.Unavailable unavailable -> {
          fromContainer.increment();
          found.content(RootInspector.inspect(root), imageReport);
        }
      }
    }
  }

  /** Whether the container's packages may differ from its image's. */
  private static boolean isChanged(Layers layers, Budget budget) {
    return layers.changed(RootInspector.databases(), budget)
        || layers.changed(RootInspector::mayTell, budget);
  }

  private static List<Package> ofImage(Layers layers) {
    try (LayeredRoot image = layers.image(new Budget(Budget.Limits.DEFAULT))) {
      return RootInspector.inspect(image).catalogue().packages();
    }
  }

  /** What the runtime's store says of the layers of the image that a report is about. */
  private static ImageHistory history(Layers layers, String imageReport) {
    Matcher name = REPORT.matcher(imageReport == null ? "" : imageReport);
    return name.matches()
        ? layers.history(
            Optional.of("sha256:" + name.group(1)), new Platform(name.group(2), name.group(3)))
        : layers.history(Optional.empty(), Platform.current());
  }

  private ImageReportStatus readBelow(ContainerProcess process, String imageReport) {
    return switch (new OverlayLayers(processes).find(process)) {
      case Layers layers -> {
        try (layers;
            LayeredRoot image = layers.image(new Budget(Budget.Limits.DEFAULT))) {
          RootContent content = RootInspector.inspect(image, history(layers, imageReport));
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
