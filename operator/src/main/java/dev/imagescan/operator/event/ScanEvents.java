package dev.imagescan.operator.event;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.Scan;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

  private static final String MOUNTED = "Mounted";
  private static final Set<String> OBSTACLES =
      Set.of("InjectionDisabled", "CarrierRefused", "CarrierPending");
  private static final String WARNING = "Warning";
  private static final int MOST = 20;
  private static final int REMEMBERED = 10_000;
  private static final int LONGEST_NOTE = 1000;
  private static final int LONGEST_NAME = 200;

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
            mounts.stream().flatMap(ScanEvents::notices),
            conditions.stream().filter(ScanEvents::isToldOf).map(Notice::of))
        .flatMap(notices -> notices)
        .forEach(notice -> tell(scan, notice));
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
            WARNING));
  }

  private void tell(Scan scan, Notice notice) {
    if (told.add(notice.name(scan))) {
      write(scan, notice);
    }
  }

  private static Stream<Notice> notices(Progress progress) {
    return Stream.concat(
        notices("ContainerUnreadable", progress.containerFailures()),
        notices("ImageUnreadable", progress.imageFailures()));
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
      case Conditions.INJECTED -> MOUNTED.equals(condition.reason()) || isObstacle(condition);
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

  /** Something to tell: of what, and why. */
  private record Notice(String subject, String reason, String note, String type) {

    static Notice of(String reason, Failure failure) {
      return new Notice(
          failure.subject() + "\n" + failure.reason(),
          reason,
          said(failure.subject(), failure.node(), failure.reason(), failure.message()),
          WARNING);
    }

    static Notice of(MountSummary mount) {
      String subject = mount.mountPath() + " in " + mount.pod() + "/" + mount.container();
      String reason = mount.reason() == null ? mount.state() : mount.reason();
      return new Notice(
          subject + "\n" + reason,
          "MountFailed",
          said(subject, mount.node(), reason, mount.message()),
          WARNING);
    }

    private static String said(String subject, String node, String reason, String message) {
      return subject
          + (node == null ? "" : " on node " + node)
          + ": "
          + reason
          + (message == null ? "" : ": " + message);
    }

    static Notice of(Condition condition) {
      boolean good = MOUNTED.equals(condition.reason());
      return new Notice(
          condition.type() + "\n" + (good ? "" : condition.lastTransitionTime()),
          good ? Conditions.INJECTED : condition.reason(),
          condition.message(),
          good ? "Normal" : WARNING);
    }

    String name(Scan scan) {
      String said = scan.getMetadata().getUid() + "\n" + reason + "\n" + subject;
      String start = scan.getMetadata().getName();
      return start.substring(0, Math.min(start.length(), LONGEST_NAME))
          + "."
          + UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8));
    }
  }
}
