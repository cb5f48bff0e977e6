package dev.imagescan.agent.drift;

import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.util.List;

/**
 * What a container changed, and what of that is not as it should be.
 *
 * @param drift bounded and made printable
 * @param findings one of a kind at most
 * @param problems the first of what was passed over
 */
public record DriftOutcome(
    Drift drift, List<ReportFinding> findings, List<UnreadableException> problems) {

  /** The lists are copied. */
  public DriftOutcome {
    findings = List.copyOf(findings);
    problems = List.copyOf(problems);
  }
}
