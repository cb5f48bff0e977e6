package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.license.Judge;
import dev.imagescan.operator.license.LicenseRules;
import dev.imagescan.operator.license.Verdict;
import dev.imagescan.operator.license.Verdicts;
import dev.imagescan.operator.plan.Target;
import java.time.Instant;
import java.util.Optional;

/** Verdicts over the reports that are written down with a cluster. */
record FixedVerdicts(FixedCluster cluster) implements Verdicts {

  private static final int MOST = 50;

  @Override
  public Optional<Verdict> ofImage(ImageReportView report, LicensePolicy policy) {
    return cluster
        .fullImageReport(report.name())
        .map(ImageReport::getStatus)
        .map(
            status -> {
              Judge judge = new Judge(new LicenseRules(policy), status.layers());
              judge.look(status.packages());
              return judge.verdict(status.packageCount(), MOST);
            });
  }

  @Override
  public Optional<Verdict> ofAdded(
      Target target, int added, Instant inspected, LicensePolicy policy) {
    return cluster
        .containerReport(ContainerReport.nameOf(target.pod().name(), target.container().name()))
        .map(ContainerReport::getStatus)
        .map(
            status -> {
              Judge judge = new Judge(new LicenseRules(policy), null);
              judge.look(status.packages().added());
              return judge.verdict(added, MOST);
            });
  }
}
