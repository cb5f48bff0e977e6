package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.inject.MountPlan;
import dev.imagescan.operator.inject.Origin;
import dev.imagescan.operator.inject.Refusals;
import dev.imagescan.operator.inject.WantedMount;
import dev.imagescan.operator.progress.Mounts.Mount;
import dev.imagescan.operator.progress.Mounts.Standing;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the agents say of a scan's mounts, and where they cannot say anything yet, why. */
final class MountAnswers {

  private final ImageScan scan;
  private final Cluster cluster;
  private final Refusals refusals;
  private final Absence absence;
  private final Instant now;
  private final Map<String, OfNode> byNode = new HashMap<>();

  MountAnswers(ImageScan scan, Cluster cluster, Refusals refusals, Absence absence, Instant now) {
    this.scan = scan;
    this.cluster = cluster;
    this.refusals = refusals;
    this.absence = absence;
    this.now = now;
  }

  Mount of(WantedMount mount) {
    OfNode node = byNode.computeIfAbsent(mount.target().node().name(), this::ofNode);
    MountResult result = node.results().get(mount.id());
    boolean answered =
        result != null
            && result.state() != MountState.BUSY
            && result.planned().containerID().equals(mount.target().container().containerID());
    return answered ? answered(mount, result) : unanswered(mount, node);
  }

  private static Mount answered(WantedMount mount, MountResult result) {
    boolean unmapped = result.placed() != null && Boolean.FALSE.equals(result.placed().idmapped());
    Word word =
        switch (result.state()) {
          case MOUNTED -> new Word(Standing.MOUNTED, "Mounted", result.reason(), result.message());
          case SHADOWED -> new Word(Standing.FAILED, "Shadowed", result.reason(), result.message());
          case FAILED -> new Word(Standing.FAILED, "Failed", result.reason(), result.message());
          case MOUNTING, BUSY ->
              new Word(Standing.PENDING, "Mounting", result.reason(), result.message());
        };
    return word.about(mount, unmapped ? false : null);
  }

  private Mount unanswered(WantedMount mount, OfNode node) {
    return notOfThisNode(mount, node)
        .or(() -> withoutAgent(mount))
        .or(() -> Optional.of(node.planned().contains(mount.id())).filter(p -> p).map(_ -> soon()))
        .orElseGet(() -> withoutSource(mount, node))
        .about(mount, null);
  }

  private Optional<Word> notOfThisNode(WantedMount mount, OfNode node) {
    if (!cluster.injection().enabled()) {
      return Optional.of(stuck("InjectionDisabled", Injected.DISABLED));
    }
    if (!node.planned().contains(mount.id()) && !mount.fresh()) {
      return Optional.of(
          stuck("Suspended", "Nothing new is injected: set spec.suspend to false to go on."));
    }
    if (!node.planned().contains(mount.id()) && node.planned().size() >= MountPlan.MOST) {
      return Optional.of(
          new Word(
              Standing.FAILED,
              "Failed",
              "TooManyMounts",
              "Its node has " + MountPlan.MOST + " mounts of scans; this one is past that bound."));
    }
    return Optional.empty();
  }

  private Optional<Word> withoutAgent(WantedMount mount) {
    String node = mount.target().node().name();
    return absence
        .longSince(node, now)
        .map(
            since ->
                mount.target().node().ready()
                    ? stuck(
                        "AgentMissing",
                        "No agent has been ready on node " + node + " since " + since + ".")
                    : stuck(
                        "NodeNotReady",
                        "Its node has not been ready since "
                            + since
                            + "; it is mounted when it is."));
  }

  private Word withoutSource(WantedMount mount, OfNode node) {
    return switch (mount.origin()) {
      case Origin.Sibling _ -> soon();
      case Origin.Volume volume ->
          refusals
              .of(scan, mount.target().node().name())
              .map(r -> stuck("CarrierRefused", r.message()))
              .orElseGet(() -> carrier(volume, node));
    };
  }

  private Word carrier(Origin.Volume volume, OfNode node) {
    List<CarrierView> same =
        node.carriers().stream().filter(c -> c.key().equals(volume.carrierKey())).toList();
    Optional<CarrierView> usable = same.stream().filter(c -> !c.ending()).min(CarrierView.ORDER);
    if (usable.isPresent()) {
      return waiting(usable.get());
    }
    return same.stream()
        .findFirst()
        .map(
            gone ->
                pending(
                    "The carrier "
                        + gone.name()
                        + " is being taken away"
                        + gone.obstacle().map(o -> ": " + words(o)).orElse("")
                        + ". Another is started when its node takes pods."))
        .orElseGet(() -> pending("A carrier for its volumes is being started."));
  }

  private Word waiting(CarrierView carrier) {
    if (carrier.containerID().isPresent()) {
      return soon();
    }
    if (carrier.obstacle().isPresent()) {
      return stuck(
          "CarrierPending",
          "The carrier " + carrier.name() + " cannot start: " + words(carrier.obstacle().get()));
    }
    boolean late = carrier.created().plus(Mounts.CARRIER_START).isBefore(now);
    String text = "The carrier " + carrier.name() + " has been starting since " + carrier.created();
    return late
        ? stuck(
            "CarrierPending",
            text
                + ". See why with: kubectl describe pod -n "
                + carrier.namespace()
                + " "
                + carrier.name())
        : pending(text + ".");
  }

  private static String words(CarrierView.Obstacle obstacle) {
    return obstacle.message().isEmpty()
        ? obstacle.reason()
        : obstacle.reason() + ": " + obstacle.message();
  }

  private static Word stuck(String reason, String message) {
    return new Word(Standing.STUCK, "Pending", reason, message);
  }

  private static Word pending(String message) {
    return new Word(Standing.PENDING, "Pending", "CarrierPending", message);
  }

  private static Word soon() {
    return new Word(Standing.PENDING, "Pending", null, null);
  }

  private OfNode ofNode(String name) {
    Optional<NodeScan> nodeScan = cluster.nodeScan(name);
    List<MountResult> results =
        nodeScan.map(NodeScan::getStatus).map(status -> status.mounts()).orElse(List.of());
    return new OfNode(
        results.stream()
            .collect(Collectors.toMap(r -> r.planned().id(), Function.identity(), (a, _) -> a)),
        nodeScan.stream()
            .flatMap(s -> s.getSpec().mounts().stream())
            .map(PlannedMount::id)
            .collect(Collectors.toSet()),
        cluster.carriersOn(name).stream()
            .filter(c -> c.scanUid().equals(scan.getMetadata().getUid()))
            .toList());
  }

  private record OfNode(
      Map<String, MountResult> results, Set<String> planned, List<CarrierView> carriers) {}

  private record Word(Standing standing, String state, String reason, String message) {

    Mount about(WantedMount mount, Boolean idmapped) {
      return new Mount(
          standing,
          new MountSummary(
              mount.target().pod().name(),
              mount.target().container().name(),
              mount.mountPath(),
              mount.target().node().name(),
              state,
              reason,
              message == null ? null : Compliant.bounded(message),
              idmapped));
    }
  }
}
