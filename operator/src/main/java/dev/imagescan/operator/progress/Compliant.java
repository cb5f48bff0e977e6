package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.api.v1alpha1.Finding;

/**
 * What the condition Compliant says: false as soon as one package does not keep the policy, true
 * when all are known and keep it.
 *
 * @param status whether they do
 * @param reason why, for programs
 * @param message why, for people
 */
record Compliant(Status status, String reason, String message) {

  /** The type of the condition. */
  static final String TYPE = "Compliant";

  private static final int LONGEST_MESSAGE = 1024;

  /** Messages are cut to what the API takes. */
  Compliant {
    message = bounded(message);
  }

  /** A message cut to what the API takes: what it tells of was written by others. */
  static String bounded(String message) {
    if (message.length() <= LONGEST_MESSAGE) {
      return message;
    }
    int end = LONGEST_MESSAGE - 1;
    return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  static Compliant of(Compliance compliance, Progress progress) {
    if (compliance.violations() > 0) {
      Finding worst = compliance.worst().getFirst();
      return new Compliant(
          Status.FALSE, worst.id(), worst.message() + place(worst) + others(compliance));
    }
    if (compliance.pending() > 0) {
      return unknown(
          "Inspecting", "Images and containers still to be read: " + compliance.pending());
    }
    if (compliance.unreadable() > 0) {
      return unknown(
          "Unreadable",
          "Images and containers that cannot be read: "
              + compliance.unreadable()
              + "; see status.failures");
    }
    if (compliance.cut() > 0) {
      return unknown(
          "TooManyPackages",
          "Images and containers with more packages than their reports list: "
              + compliance.cut()
              + "; those that are listed keep spec.licensePolicy");
    }
    return nothingFound(compliance, progress);
  }

  private static Compliant nothingFound(Compliance compliance, Progress progress) {
    if (progress.containers().matched() > 0) {
      return new Compliant(
          Status.TRUE,
          "PolicyKept",
          "All %d packages of %s keep spec.licensePolicy."
              .formatted(compliance.packages(), counted(compliance.images(), "image")));
    }
    return progress.containersDone()
        ? new Compliant(Status.TRUE, "NoTargets", "No running container matches.")
        : unknown("PodsStarting", "No running container matches yet");
  }

  private static Compliant unknown(String reason, String message) {
    return new Compliant(Status.UNKNOWN, reason, message + ".");
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String place(Finding finding) {
    StringBuilder text = new StringBuilder();
    if (finding.imageReport() == null) {
      text.append(" It came after the image ");
    } else if (finding.layer() == null || finding.layer().diffID() == null) {
      text.append(" It is in the image ");
    } else {
      text.append(" It came with the layer ").append(finding.layer().diffID()).append(' ');
      if (finding.layer().createdBy() != null) {
        text.append('(').append(onOneLine(finding.layer().createdBy())).append(") ");
      }
      text.append("of the image ");
    }
    text.append(finding.image()).append(", in the container ").append(finding.namespace());
    return text.append('/')
        .append(finding.pod())
        .append('/')
        .append(finding.container())
        .append('.')
        .toString();
  }

  private static String onOneLine(String command) {
    return command.strip().replaceAll("\\s+", " ");
  }

  private static String others(Compliance compliance) {
    int others = compliance.violations() - 1;
    return switch (others) {
      case 0 -> "";
      case 1 -> " One more package does not keep spec.licensePolicy: see status.topFindings.";
      default ->
          " " + others + " more packages do not keep spec.licensePolicy: see status.topFindings.";
    };
  }
}
