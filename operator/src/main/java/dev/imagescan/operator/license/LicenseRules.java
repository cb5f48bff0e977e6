package dev.imagescan.operator.license;

import dev.imagescan.api.v1alpha1.LicensePolicy;
import java.util.List;
import java.util.Optional;

/**
 * A licence policy, applied to expressions. Of licences that all hold, the worst decides; of a
 * choice, the best. Immutable.
 */
public final class LicenseRules {

  private final List<LicensePattern> allow;
  private final List<LicensePattern> deny;

  /** The rules of a policy. */
  public LicenseRules(LicensePolicy policy) {
    this.allow = policy.allow().stream().map(LicensePattern::new).toList();
    this.deny = policy.deny().stream().map(LicensePattern::new).toList();
  }

  /**
   * How a package's licence fails to keep the policy; empty when it keeps it.
   *
   * @param expression as reports give it: null when no licence is known, as is what is no
   *     expression
   */
  public Optional<Breach> breach(String expression) {
    return Optional.ofNullable(expression)
        .flatMap(
            text -> Expression.evaluate(text, this::of, LicenseRules::worse, LicenseRules::better))
        .orElseGet(() -> of(License.UNKNOWN));
  }

  private Optional<Breach> of(License license) {
    Optional<LicensePattern> denied = deny.stream().filter(p -> p.matches(license)).findFirst();
    if (denied.isPresent()) {
      return Optional.of(new Breach(Breach.Kind.DENIED, denied(license, denied.get())));
    }
    if (allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matches(license))) {
      return Optional.empty();
    }
    return Optional.of(
        license.unknown()
            ? new Breach(
                Breach.Kind.UNKNOWN, "no licence is known, and NOASSERTION is not in allow")
            : new Breach(Breach.Kind.NOT_ALLOWED, license + " is not in allow"));
  }

  private static String denied(License license, LicensePattern pattern) {
    return license.unknown()
        ? "no licence is known, and NOASSERTION is in deny"
        : license + " is denied by " + pattern.text();
  }

  private static Optional<Breach> worse(Optional<Breach> one, Optional<Breach> other) {
    return rank(other) < rank(one) ? other : one;
  }

  private static Optional<Breach> better(Optional<Breach> one, Optional<Breach> other) {
    return rank(other) > rank(one) ? other : one;
  }

  private static int rank(Optional<Breach> breach) {
    return breach.map(b -> b.kind().ordinal()).orElse(Integer.MAX_VALUE);
  }
}
