package dev.imagescan.operator.cluster;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A carrier: a pod that the operator starts on a node so that kubelet mounts volumes there, out of
 * which the node's agent puts them into other pods.
 *
 * @param namespace its namespace, the scan's
 * @param name its name
 * @param uid its UID
 * @param scanUid the UID of the scan that it serves
 * @param node the node that it is made for
 * @param key which of the carriers of scan and node it is: the same for the same volumes and group
 * @param containerID the runtime's ID of its container while that runs
 * @param leaving whether it is being deleted
 * @param grace how many seconds its deletion leaves it
 * @param ended whether kubelet has ended it for good by itself, as it does when it evicts a pod;
 *     what was deleted is over as well for a moment, before it is gone
 * @param created when it was made
 * @param obstacle what keeps it from running, in the words of the scheduler or of kubelet
 */
public record CarrierView(
    String namespace,
    String name,
    String uid,
    String scanUid,
    String node,
    String key,
    Optional<String> containerID,
    boolean leaving,
    long grace,
    boolean ended,
    Instant created,
    Optional<Obstacle> obstacle) {

  /** The label that every carrier has; its value is the scan's name, cut to a label. */
  public static final String CARRIER = "imagescan.dev/carrier";

  /** The label with the UID of the scan. */
  public static final String SCAN_UID = "imagescan.dev/scan-uid";

  /** The label, or for long names the annotation, with the name of the node. */
  public static final String NODE = "imagescan.dev/node";

  /** The label with the key. */
  public static final String KEY = "imagescan.dev/carrier-key";

  /** The annotation that says what of the targets' security context was copied. */
  public static final String GROUP = "imagescan.dev/group";

  /** The best one of those with the same key comes first. */
  public static final Comparator<CarrierView> ORDER =
      Comparator.comparing((CarrierView carrier) -> carrier.containerID().isEmpty())
          .thenComparing(CarrierView::created)
          .thenComparing(CarrierView::name);

  private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

  /**
   * What keeps a carrier from running.
   *
   * @param reason one word
   * @param message a sentence, may be empty
   */
  public record Obstacle(String reason, String message) {}

  /** Reads a pod with the label {@link #CARRIER}. */
  public static CarrierView of(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    Map<String, String> labels = Objects.requireNonNullElse(meta.getLabels(), Map.of());
    Map<String, String> annotations = Objects.requireNonNullElse(meta.getAnnotations(), Map.of());
    PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    return new CarrierView(
        meta.getNamespace(),
        meta.getName(),
        Objects.toString(meta.getUid(), ""),
        labels.getOrDefault(SCAN_UID, ""),
        labels.getOrDefault(NODE, annotations.getOrDefault(NODE, "")),
        labels.getOrDefault(KEY, ""),
        statuses(status).stream().flatMap(c -> running(c).stream()).findFirst(),
        meta.getDeletionTimestamp() != null,
        Objects.requireNonNullElse(meta.getDeletionGracePeriodSeconds(), 0L),
        meta.getDeletionTimestamp() == null && isOver(status),
        Timestamp.parse(meta.getCreationTimestamp()).orElse(Instant.EPOCH),
        obstacle(status));
  }

  private static boolean isOver(PodStatus status) {
    return "Failed".equals(status.getPhase()) || "Succeeded".equals(status.getPhase());
  }

  /** Whether its volumes are going, so that nothing may be taken out of it any more. */
  public boolean ending() {
    return leaving || ended;
  }

  private static List<ContainerStatus> statuses(PodStatus status) {
    return Objects.requireNonNullElse(status.getContainerStatuses(), List.of());
  }

  private static Optional<String> running(ContainerStatus container) {
    return container.getState() == null || container.getState().getRunning() == null
        ? Optional.empty()
        : Optional.ofNullable(container.getContainerID()).filter(id -> !id.isEmpty());
  }

  private static Optional<Obstacle> obstacle(PodStatus status) {
    if (status.getReason() != null) {
      return Optional.of(said(status.getReason(), status.getMessage()));
    }
    Optional<Obstacle> unscheduled =
        Objects.requireNonNullElse(status.getConditions(), List.<PodCondition>of()).stream()
            .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
            .map(c -> said(c.getReason(), c.getMessage()))
            .findFirst();
    return unscheduled.or(
        () ->
            statuses(status).stream()
                .flatMap(container -> waiting(container).stream())
                .filter(waiting -> !STARTING.contains(waiting.getReason()))
                .map(waiting -> said(waiting.getReason(), waiting.getMessage()))
                .findFirst());
  }

  private static Optional<ContainerStateWaiting> waiting(ContainerStatus container) {
    return container.getState() == null
        ? Optional.empty()
        : Optional.ofNullable(container.getState().getWaiting())
            .filter(waiting -> waiting.getReason() != null);
  }

  private static Obstacle said(String reason, String message) {
    return new Obstacle(Objects.toString(reason, "Unknown"), Objects.toString(message, ""));
  }
}
