package dev.imagescan.operator.license;

import dev.imagescan.api.v1alpha1.LayerRef;
import dev.imagescan.api.v1alpha1.PackageRef;
import java.util.Comparator;

/**
 * A package that does not keep a policy.
 *
 * @param subject the package
 * @param license its licence expression, or null when none is known
 * @param layer the layer that brought it, or null when that is not known or there is none
 * @param breach how it fails to keep the policy
 */
public record Violation(PackageRef subject, String license, LayerRef layer, Breach breach) {

  /** The worst first; what is as bad in the order of reports. */
  public static final Comparator<Violation> ORDER =
      Comparator.comparing((Violation v) -> v.breach().kind())
          .thenComparing(v -> v.subject().type())
          .thenComparing(v -> v.subject().name())
          .thenComparing(v -> v.subject().version());
}
