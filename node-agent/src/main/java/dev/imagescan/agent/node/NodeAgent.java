package dev.imagescan.agent.node;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.hold.Holds;
import dev.imagescan.agent.hold.Mounting;
import dev.imagescan.agent.hold.Releases;
import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this node to what its NodeScan asks for: observe, decide, act, report, again whenever the
 * plan changes or an inspection comes back. All state is on the one thread that {@link #run}s;
 * {@link #trigger} may be called by any.
 */
final class NodeAgent {

  private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration BETWEEN_STATUS_WRITES = Duration.ofSeconds(1);

  private final Supplier<Optional<NodeScan>> plan;
  private final Findings findings;
  private final Inspector inspector;
  private final AgentMetrics metrics;
  private final InstantSource clock;
  private final Semaphore triggers = new Semaphore(0);
  private final Attempts<Outcome> inspections;
  private final Holds mounts;
  private final Releases releases;
  private volatile Instant lastStep;
  private final IdleMemory memory = new IdleMemory(System::gc);
  private volatile boolean stopped;

  NodeAgent(
      Supplier<Optional<NodeScan>> plan,
      Findings findings,
      Inspector inspector,
      AgentMetrics metrics,
      InstantSource clock,
      Attempts.Limits limits,
      Mounting mounting) {
    this.plan = plan;
    this.findings = findings;
    this.inspector = inspector;
    this.metrics = metrics;
    this.clock = clock;
    this.inspections = new Attempts<>(limits, clock, this::trigger);
    this.mounts = new Holds(mounting, metrics, clock, this::trigger);
    this.releases = new Releases(mounting);
    this.lastStep = clock.instant();
  }

  /** Something may have changed. */
  void trigger() {
    triggers.release();
  }

  /** Whether the loop goes round. */
  boolean isAlive() {
    return Duration.between(lastStep, clock.instant()).compareTo(Duration.ofMinutes(2)) < 0;
  }

  /** Ends {@link #run}; what is under way is left behind and done again by the next agent. */
  void stop() {
    stopped = true;
    trigger();
  }

  /** Works until {@link #stop}. */
  void run() {
    while (!stopped) {
      pause(stepAndWait());
      lastStep = clock.instant();
    }
    mounts.close();
  }

  private Duration stepAndWait() {
    try {
      step();
      return untilNextStep();
    } catch (KubernetesClientException e) {
      log.warn("the API server did not take a report, it is tried again: {}", e.getMessage());
      return AFTER_FAILURE;
    }
  }

  private void step() {
    Optional<NodeScan> scan = plan.get();
    NodeScanSpec spec =
        scan.map(NodeScan::getSpec).orElseGet(() -> new NodeScanSpec(List.of(), List.of()));
    mounts.startFrom(findings.takeOver(clock.instant()));
    findings.lookAfterNode(owners(scan), clock.instant());
    inspections.collect().forEach(finished -> findings.add(finished, clock.instant()));
    memory.look(inspections.isBusy(), clock.instant());
    Work work = findings.decide(spec, inspections.underway(), clock.instant());
    start(spec, work);
    mounts.step(
        spec.mounts(),
        entries -> scan.isPresent() && findings.reportNow(scan.get().getMetadata(), entries));
    releases.step(spec.release(), spec.mounts(), mounts.entries());
    findings.flush(spec, owners(scan), clock.instant());
    // While its status may still say that a report is there, who asks for it again would be told
    // so.
    if (scan.isEmpty() || tell(scan.get().getMetadata())) {
      findings.deleteUnwanted(spec);
    }
  }

  private static List<OwnerReference> owners(Optional<NodeScan> scan) {
    return scan.map(NodeScan::getMetadata).map(ObjectMeta::getOwnerReferences).orElse(List.of());
  }

  private boolean tell(ObjectMeta scan) {
    return findings.report(scan, mounts.entries(), clock.instant());
  }

  private void start(NodeScanSpec spec, Work work) {
    for (String image : work.images()) {
      if (inspections.hasRoom()) {
        List<PlannedContainer> running = Work.runningImage(spec, image);
        inspections.start(
            image, new ReadImage(image, running, inspector, findings.nodeName(), metrics));
      }
    }
    for (PlannedContainer container : work.inspect()) {
      if (inspections.hasRoom()) {
        inspections.start(
            container.containerID(),
            new InspectContainer(container, giversTo(container), inspector, metrics));
      }
    }
    // Last, because it takes longest and holds up nobody then.
    if (findings.isNodeDue(spec, inspections.underway(), clock.instant())
        && inspections.hasRoom()) {
      inspections.start(NodeFindings.KEY, new InspectNode(spec.node(), inspector, metrics));
    }
  }

  private Set<String> giversTo(PlannedContainer container) {
    return mounts.entries().stream()
        .map(MountResult::planned)
        .filter(mount -> mount.containerID().equals(container.containerID()))
        .map(mount -> mount.source().podUID())
        .collect(Collectors.toSet());
  }

  private Duration untilNextStep() {
    if (findings.hasUnwritten() || inspections.isBusy()) {
      return BETWEEN_STATUS_WRITES;
    }
    Instant now = clock.instant();
    Duration longest = memory.isWaiting() ? IdleMemory.QUIET : LONGEST_PAUSE;
    return Stream.concat(
            findings
                .nextRetry()
                .map(next -> next.isAfter(now) ? next : now.plus(BETWEEN_STATUS_WRITES))
                .stream(),
            mounts.next().stream())
        .map(next -> Duration.between(now, next))
        .filter(untilNext -> untilNext.compareTo(longest) < 0)
        .min(Duration::compareTo)
        .orElse(longest);
  }

  private void pause(Duration longest) {
    try {
      triggers.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
      triggers.drainPermits();
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
    }
  }
}
