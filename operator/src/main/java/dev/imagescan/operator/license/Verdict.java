package dev.imagescan.operator.license;

import dev.imagescan.api.v1alpha1.FindingCounts;
import java.util.List;

/**
 * What a policy says of a list of packages, which itself is not kept.
 *
 * @param packages how many were looked at
 * @param complete whether these were all that there are
 * @param high how many violations are of severity High; medium and low likewise
 * @param worst the worst of the violations
 */
public record Verdict(
    int packages, boolean complete, int high, int medium, int low, List<Violation> worst) {

  /** Violations are copied. */
  public Verdict {
    worst = List.copyOf(worst);
  }

  /** How many violations there are. */
  public int violations() {
    return high + medium + low;
  }

  /** These counts and this verdict's together. */
  public FindingCounts addTo(FindingCounts counts) {
    return new FindingCounts(
        counts.critical(), counts.high() + high, counts.medium() + medium, counts.low() + low);
  }
}
