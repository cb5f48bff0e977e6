package dev.imagescan.operator.event;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.PodIgnores;
import dev.imagescan.operator.progress.Conditions;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Something to tell.
 *
 * @param subject of what; together with the reason it is told once
 * @param reason why, in one word
 * @param note the sentence
 * @param type Normal or Warning
 */
record Notice(String subject, String reason, String note, String type) {

  /** The type of what somebody should look at. */
  static final String WARNING = "Warning";

  private static final int LONGEST_NAME = 200;

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

  /**
   * A finding that a scan's status does not show yet. That status' time is part of the subject: a
   * finding that went and came back is told of again.
   */
  static Notice of(Scan scan, Finding finding) {
    String shown = scan.getStatus() == null ? null : scan.getStatus().lastScanTime();
    return new Notice(finding.id() + "\n" + shown, "CriticalFinding", said(finding), WARNING);
  }

  private static String said(Finding finding) {
    return finding.id() + ": " + finding.message();
  }

  /** That the annotation of a pod cannot be read, and why. */
  static Notice ofIgnores(String pod, String problem) {
    return new Notice(
        pod + "\n" + problem,
        "IgnoreUnreadable",
        "The annotation %s of pod %s is not heeded: it %s."
            .formatted(PodIgnores.ANNOTATION, pod, problem),
        WARNING);
  }

  private static String said(String subject, String node, String reason, String message) {
    boolean elsewhere = node != null && !subject.equals("node/" + node);
    return subject
        + (elsewhere ? " on node " + node : "")
        + ": "
        + reason
        + (message == null ? "" : ": " + message);
  }

  static Notice of(Condition condition) {
    boolean good = Conditions.MOUNTED.equals(condition.reason());
    boolean byType = good || Conditions.BUSY.equals(condition.type());
    return new Notice(
        condition.type() + "\n" + (good ? "" : condition.lastTransitionTime()),
        byType ? condition.type() : condition.reason(),
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
