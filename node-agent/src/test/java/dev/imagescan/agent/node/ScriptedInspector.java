package dev.imagescan.agent.node;

import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as a test tells it to. */
final class ScriptedInspector implements Inspector {
  final List<String> inspected = new CopyOnWriteArrayList<>();
  final Set<String> hanging = ConcurrentHashMap.newKeySet();
  final Set<String> broken = ConcurrentHashMap.newKeySet();
  final AtomicInteger nodeInspections = new AtomicInteger();
  volatile boolean nodeFails;
  volatile int nodePackages = 1;
  final CountDownLatch release = new CountDownLatch(1);

  @Override
  public ContainerReportStatus inspect(PlannedContainer container, Set<String> givers) {
    inspected.add(container.containerID());
    if (broken.contains(container.containerID())) {
      throw new IllegalStateException("a case that nobody thought of");
    }
    boolean interrupted = false;
    while (hanging.contains(container.containerID()) && release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new ContainerReportStatus(
        State.INSPECTED, null, null, null, null, null, null, null, null, null);
  }

  @Override
  public NodeReportStatus inspect(PlannedNode node) {
    nodeInspections.incrementAndGet();
    if (nodeFails) {
      return NodeReportStatus.failed("IOError", "the disk is broken", "2026-01-01T00:00:00Z");
    }
    return new NodeReportStatus(
        State.INSPECTED,
        null,
        null,
        "2026-01-01T00:00:0%dZ".formatted(nodeInspections.get()),
        null,
        null,
        null,
        nodePackages,
        0,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null);
  }

  @Override
  public Optional<ImageReportStatus> read(List<PlannedContainer> running) {
    return running.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ImageReportStatus(
                State.INSPECTED,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
  }
}
