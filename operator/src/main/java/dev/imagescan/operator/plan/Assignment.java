package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.cluster.Timestamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What becomes of an image's report: which node reads the image, and when the report goes.
 *
 * <p>The node is chosen by rendezvous hashing: everyone who asks gets the same answer without
 * agreeing on it first, images spread evenly over the nodes that run them, and a node that comes or
 * goes moves only its own share. A node that has the task keeps it as long as it runs the image and
 * its time is not up.
 */
public sealed interface Assignment {

  /** How long a node may take before another is asked. */
  Duration TERM = Duration.ofMinutes(2);

  /** How long an unused report stays, so that a rollout does not read its image again. */
  Duration GRACE = Duration.ofMinutes(1);

  /**
   * All stays as it is.
   *
   * @param until when to ask again, if time alone can change the answer
   */
  record Keep(Optional<Instant> until) implements Assignment {}

  /**
   * The image is to be read by this node.
   *
   * @param node the node's name
   * @param until when its time is up
   */
  record Assign(String node, Instant until) implements Assignment {}

  /** Nobody needs the report any more. */
  record Remove() implements Assignment {}

  /** The node that is to read an image of which there is no report yet; empty when nobody can. */
  static Optional<Assign> first(ImageKey image, Demand demand, Instant now) {
    return choose(image.digest(), demand.candidates())
        .map(node -> new Assign(node, now.plus(TERM)));
  }

  /**
   * What becomes of a report that exists.
   *
   * @param unusedSince since when no scan uses it, if none does
   */
  static Assignment of(ImageReportView report, Demand demand, Instant unusedSince, Instant now) {
    if (!demand.used()) {
      Instant end = unusedSince.plus(GRACE);
      return end.isAfter(now) ? new Keep(Optional.of(end)) : new Remove();
    }
    return report
        .read()
        .map(status -> afterReading(status, report.getSpec(), demand, now))
        .orElseGet(() -> beforeReading(report.getSpec(), demand, now));
  }

  /** The agent tries a failure again by itself; in a new round another node gets its chance. */
  private static Assignment afterReading(
      ImageReportView.Status status, ImageReportSpec spec, Demand demand, Instant now) {
    boolean again =
        status.state() == State.FAILED
            && (!demand.candidates().contains(spec.nodeName())
                || isBefore(status.time(), demand.retryAfter())
                    && isBefore(spec.until(), demand.retryAfter()));
    return (again ? elsewhere(spec, demand, now) : Optional.<Assignment>empty())
        .orElseGet(() -> new Keep(Optional.empty()));
  }

  private static boolean isBefore(String time, Instant other) {
    return other != null && Timestamp.parse(time).filter(other::isAfter).isPresent();
  }

  private static Assignment beforeReading(ImageReportSpec spec, Demand demand, Instant now) {
    Instant end = Timestamp.parse(spec.until()).orElse(now);
    if (demand.candidates().contains(spec.nodeName()) && end.isAfter(now)) {
      return new Keep(Optional.of(end));
    }
    return elsewhere(spec, demand, now).orElseGet(() -> new Keep(Optional.of(now.plus(TERM))));
  }

  private static Optional<Assignment> elsewhere(ImageReportSpec spec, Demand demand, Instant now) {
    SortedSet<String> others = new TreeSet<>(demand.candidates());
    others.remove(spec.nodeName());
    // The end of the last term goes in, so that every further try picks anew: with the digest alone
    // two nodes that cannot read the image would hand it to each other for ever.
    return choose(spec.digest() + '\n' + spec.until(), others)
        .map(node -> new Assign(node, now.plus(TERM)));
  }

  private static Optional<String> choose(String digest, SortedSet<String> nodes) {
    return nodes.stream().max(Comparator.comparingLong(node -> weight(digest, node)));
  }

  private static long weight(String digest, String node) {
    try {
      byte[] text = (digest + '\n' + node).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
