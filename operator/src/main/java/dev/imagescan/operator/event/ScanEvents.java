package dev.imagescan.operator.event;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.finding.Findings;
import dev.imagescan.operator.inject.Remains;
import dev.imagescan.operator.progress.Conditions;
import dev.imagescan.operator.progress.Mounts;
import dev.imagescan.operator.progress.Progress;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events about scans, one for each subject and reason. Their names follow from what they say, so
 * that another replica, or this one after a restart, does not say it twice while the first is kept.
 * An event that cannot be written is logged and forgotten: it never stands in the way of the
 * status.
 */
public final class ScanEvents {

  private static final Logger LOG = LoggerFactory.getLogger(ScanEvents.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** A container that ended before it was inspected: nothing that anybody has to look at. */
  private static final String GONE = "ContainerNotFound";

  private static final Set<String> OBSTACLES =
      Set.of("InjectionDisabled", "CarrierRefused", "CarrierPending");
  private static final int MOST = 20;
  private static final int REMEMBERED = 10_000;
  private static final int LONGEST_NOTE = 1000;

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;
  private final Set<String> told =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  /** Events that this replica of the operator reports. */
  public ScanEvents(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /** Tells of what a scan's status says that somebody should know, if it was not told before. */
  public void tell(
      Scan scan, Optional<Progress> progress, Optional<Mounts> mounts, List<Condition> conditions) {
    Stream.of(
            progress.stream().flatMap(ScanEvents::notices),
            progress.flatMap(Progress::findings).stream().flatMap(all -> notices(scan, all)),
            mounts.stream().flatMap(ScanEvents::notices),
            conditions.stream().filter(ScanEvents::isToldOf).map(Notice::of))
        .flatMap(notices -> notices)
        .forEach(notice -> tell(scan, notice));
  }

  /** Tells that kubelet ended a carrier under its mounts: that cannot be held. */
  public void carrierEnded(ImageScan scan, CarrierView carrier) {
    String why = carrier.obstacle().map(o -> ": " + o.reason() + ": " + o.message()).orElse("");
    tell(
        scan,
        new Notice(
            carrier.uid(),
            "CarrierEnded",
            "kubelet on node %s has ended the carrier %s and its volumes%s. Another takes its place."
                .formatted(carrier.node(), carrier.name(), why),
            Notice.WARNING));
  }

  /** Tells that a scan goes although something may be left of it on a node. */
  public void gaveUp(ImageScan scan, String node, Remains left) {
    tell(
        scan,
        new Notice(
            node,
            "GaveUp",
            ("Node %s has not done its part for %d minutes. There may be left of this scan there: %d"
                    + " mounts in containers and %d carriers. They go when the node's agent works"
                    + " again, or with the containers.")
                .formatted(node, Remains.PATIENCE.toMinutes(), left.mounts(), left.carriers()),
            Notice.WARNING));
  }

  private void tell(Scan scan, Notice notice) {
    if (told.add(notice.name(scan))) {
      write(scan, notice);
    }
  }

  private static Stream<Notice> notices(Progress progress) {
    return Stream.of(
            notices("NodeUnreadable", progress.nodesRead().failures()),
            notices("ContainerUnreadable", progress.containerFailures()),
            notices("ImageUnreadable", progress.imageFailures()))
        .flatMap(notices -> notices);
  }

  private static Stream<Notice> notices(Scan scan, Findings findings) {
    return Stream.concat(
        NewFindings.critical(scan, findings).map(finding -> Notice.of(scan, finding)),
        findings.unheeded().entrySet().stream()
            .limit(MOST)
            .map(unheeded -> Notice.ofIgnores(unheeded.getKey(), unheeded.getValue())));
  }

  private static Stream<Notice> notices(Mounts mounts) {
    return mounts.all().stream()
        .filter(mount -> mount.standing() == Mounts.Standing.FAILED)
        .map(Mounts.Mount::summary)
        .filter(mount -> !GONE.equals(mount.reason()))
        .limit(MOST)
        .map(Notice::of);
  }

  private static boolean isToldOf(Condition condition) {
    return switch (condition.type()) {
      case Conditions.STALLED -> condition.status() == Status.TRUE;
      case Conditions.COMPLIANT -> condition.status() == Status.FALSE;
      case Conditions.BUSY -> condition.status() == Status.TRUE;
      case Conditions.INJECTED ->
          Conditions.MOUNTED.equals(condition.reason()) || isObstacle(condition);
      default -> false;
    };
  }

  /** What failed is told of by itself; this is what stands in the way before anything can. */
  private static boolean isObstacle(Condition condition) {
    return OBSTACLES.contains(condition.reason()) && condition.status() == Status.FALSE;
  }

  private static Stream<Notice> notices(String reason, List<Failure> failures) {
    return failures.stream()
        .filter(failure -> !GONE.equals(failure.reason()))
        .limit(MOST)
        .map(failure -> Notice.of(reason, failure));
  }

  private void write(Scan scan, Notice notice) {
    try {
      client.resource(event(scan, notice)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        LOG.info("Could not write an event: {}", e.getMessage());
      }
    }
  }

  private Event event(Scan scan, Notice notice) {
    return new EventBuilder()
        .withNewMetadata()
        // Events about what has no namespace are kept in this one.
        .withNamespace(Optional.ofNullable(scan.getMetadata().getNamespace()).orElse("default"))
        .withName(notice.name(scan))
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(clock.instant())))
        .withType(notice.type())
        .withReason(notice.reason())
        .withAction("Inspect")
        .withNote(cut(notice.note(), LONGEST_NOTE))
        .withReportingController("imagescan.dev/operator")
        .withReportingInstance(instance)
        .withRegarding(reference(scan))
        .build();
  }

  private static ObjectReference reference(Scan scan) {
    return new ObjectReferenceBuilder()
        .withApiVersion(scan.getApiVersion())
        .withKind(scan.getKind())
        .withNamespace(scan.getMetadata().getNamespace())
        .withName(scan.getMetadata().getName())
        .withUid(scan.getMetadata().getUid())
        .build();
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
