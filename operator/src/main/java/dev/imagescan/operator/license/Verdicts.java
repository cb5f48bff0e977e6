package dev.imagescan.operator.license;

import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.plan.Target;
import java.time.Instant;
import java.util.Optional;

/** What a policy says of the packages of images and containers. */
public interface Verdicts {

  /** Of an image's packages; empty while they cannot be had. */
  Optional<Verdict> ofImage(ImageReportView report, LicensePolicy policy);

  /**
   * Of what a container has beyond its image; empty while that cannot be had.
   *
   * @param added how many packages that is
   * @param inspected when the inspection that found them ended
   */
  Optional<Verdict> ofAdded(Target target, int added, Instant inspected, LicensePolicy policy);
}
