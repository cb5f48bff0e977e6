package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountSource;
import dev.imagescan.api.v1alpha1.MountState;
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
    if (result == null || !isOfContainer(result, mount)) {
      return unanswered(mount, node).about(mount, null);
    }
    boolean about = node.isWanted(result.planned(), mount) && result.state() != MountState.BUSY;
    MountWord word = about ? answered(result) : notReplaced(result, mount, node);
    boolean unmapped = result.placed() != null && Boolean.FALSE.equals(result.placed().idmapped());
    return word.about(mount, unmapped ? false : null);
  }

  private static boolean isOfContainer(MountResult result, WantedMount mount) {
    return result.planned().containerID().equals(mount.target().container().containerID());
  }

  private static MountWord answered(MountResult result) {
    return switch (result.state()) {
      case MOUNTED -> word(Standing.MOUNTED, "Mounted", result);
      case SHADOWED -> word(Standing.FAILED, "Shadowed", result);
      case FAILED -> word(Standing.FAILED, "Failed", result);
      case MOUNTING, BUSY -> word(Standing.PENDING, "Mounting", result);
    };
  }

  private static MountWord word(Standing standing, String state, MountResult result) {
    return new MountWord(standing, state, result.reason(), result.message());
  }

  /** What was wanted before is still there; if the agent was asked to change that, it says why. */
  private MountWord notReplaced(MountResult result, WantedMount mount, OfNode node) {
    return node.asksFor(mount) && result.reason() != null && result.state() != MountState.BUSY
        ? word(Standing.FAILED, "Failed", result)
        : unanswered(mount, node);
  }

  private MountWord unanswered(WantedMount mount, OfNode node) {
    return notOfThisNode(mount, node)
        .or(() -> withoutAgent(mount))
        .orElseGet(() -> node.asksFor(mount) ? MountWord.soon() : withoutSource(mount, node));
  }

  private Optional<MountWord> notOfThisNode(WantedMount mount, OfNode node) {
    if (!cluster.injection().enabled()) {
      return Optional.of(MountWord.stuck("InjectionDisabled", Injected.DISABLED));
    }
    boolean planned = node.planned().containsKey(mount.id());
    if (!planned && !mount.fresh()) {
      return Optional.of(
          MountWord.stuck(
              "Suspended", "Nothing new is injected: set spec.suspend to false to go on."));
    }
    return planned || node.planned().size() < MountPlan.MOST
        ? Optional.empty()
        : Optional.of(
            new MountWord(
                Standing.FAILED,
                "Failed",
                "TooManyMounts",
                "Its node has "
                    + MountPlan.MOST
                    + " mounts of scans; this one is past that bound."));
  }

  private Optional<MountWord> withoutAgent(WantedMount mount) {
    String node = mount.target().node().name();
    return absence
        .longSince(mount.target().node(), now)
        .map(
            since ->
                mount.target().node().ready()
                    ? MountWord.stuck(
                        "AgentMissing",
                        "No agent has been ready on node " + node + " since " + since + ".")
                    : MountWord.stuck(
                        "NodeNotReady",
                        "Its node has not been ready since "
                            + since
                            + "; it is mounted when it is."));
  }

  private MountWord withoutSource(WantedMount mount, OfNode node) {
    return switch (mount.origin()) {
      case Origin.Sibling _ -> MountWord.soon();
      case Origin.Volume volume ->
          refusals
              .of(scan, volume.carrierKey())
              .map(refusal -> MountWord.stuck("CarrierRefused", refusal.message()))
              .orElseGet(() -> CarrierProgress.of(node.carriers(volume), now));
    };
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
            .collect(Collectors.toMap(PlannedMount::id, Function.identity(), (a, _) -> a)),
        cluster.carriersOn(name).stream()
            .filter(c -> c.scanUid().equals(scan.getMetadata().getUid()))
            .toList());
  }

  /** What there is of the scan on a node: the agent's answers, its plan, and the carriers. */
  private record OfNode(
      Map<String, MountResult> results,
      Map<String, PlannedMount> planned,
      List<CarrierView> carriers) {

    List<CarrierView> carriers(Origin.Volume volume) {
      return carriers.stream().filter(c -> c.key().equals(volume.carrierKey())).toList();
    }

    /** Whether the agent has been asked for what is wanted now, and not for what was before. */
    boolean asksFor(WantedMount mount) {
      PlannedMount plan = planned.get(mount.id());
      return plan != null && isWanted(plan, mount);
    }

    /** Whether this is of what the scan wants now; one that takes nothing new wants what it has. */
    boolean isWanted(PlannedMount plan, WantedMount mount) {
      if (!mount.fresh()) {
        return planned.containsKey(mount.id());
      }
      MountSource source = plan.source();
      return plan.readOnly() == mount.readOnly()
          && switch (mount.origin()) {
            case Origin.Sibling(String containerID, String path) ->
                source.containerID().equals(containerID) && source.path().equals(path);
            case Origin.Volume volume ->
                source.path().equals(volume.path())
                    && carriers(volume).stream()
                        .anyMatch(c -> !c.ending() && c.uid().equals(source.podUID()));
          };
    }
  }
}
