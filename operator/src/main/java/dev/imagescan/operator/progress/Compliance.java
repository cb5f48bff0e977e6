package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import java.util.List;

/**
 * Whether the packages of a scan's containers keep its licence policy, as far as they are known.
 *
 * @param packages how many packages were looked at, each image's once
 * @param images how many images these are of
 * @param counts how many of them do not keep it
 * @param worst the worst of these, worst first
 * @param pending how many images and containers are still to be read
 * @param unreadable how many images and containers cannot be read
 * @param cut how many images and containers have more packages than their reports list
 */
public record Compliance(
    int packages,
    int images,
    FindingCounts counts,
    List<Finding> worst,
    int pending,
    int unreadable,
    int cut) {

  /** Findings are copied. */
  public Compliance {
    worst = List.copyOf(worst);
  }

  /** How many packages do not keep the policy. */
  public int violations() {
    return counts.critical() + counts.high() + counts.medium() + counts.low();
  }
}
