package dev.imagescan.operator.finding;

import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.Severity;
import java.util.Collection;
import java.util.Set;

/** What is known of a kind of finding by its ID, also of one that only newer agents know. */
final class Kinds {

  private static final Set<FindingKind> OF_DRIFT =
      Set.of(
          FindingKind.SETUID_ADDED,
          FindingKind.PROGRAM_CHANGED,
          FindingKind.PROGRAM_ADDED,
          FindingKind.PROGRAM_ON_MOUNT,
          FindingKind.DRIFT_UNKNOWN);

  private Kinds() {}

  /** Whether any of these inspections finds anything about containers. */
  static boolean foundBy(Collection<Inspection> inspected) {
    return inspected.contains(Inspection.DRIFT) || inspected.contains(Inspection.CONTAINMENT);
  }

  /** Whether one of these inspections finds it: another scan may have asked for more. */
  static boolean foundBy(Collection<Inspection> inspected, String id) {
    return FindingKind.of(id)
        .map(kind -> OF_DRIFT.contains(kind) ? Inspection.DRIFT : Inspection.CONTAINMENT)
        .map(inspected::contains)
        .orElseGet(() -> foundBy(inspected));
  }

  static Severity severity(String id) {
    return FindingKind.of(id).map(FindingKind::severity).orElse(Severity.LOW);
  }

  /** The worst first; what this version does not know comes last. */
  static int rank(String id) {
    return FindingKind.of(id).map(FindingKind::ordinal).orElse(Integer.MAX_VALUE);
  }

  static String predicate(String id) {
    return FindingKind.of(id)
        .map(FindingKind::predicate)
        .orElse("has a finding that this version of the operator does not know");
  }
}
