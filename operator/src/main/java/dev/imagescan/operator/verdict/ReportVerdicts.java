package dev.imagescan.operator.verdict;

import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.license.LicenseRules;
import dev.imagescan.operator.license.Verdict;
import dev.imagescan.operator.license.Verdicts;
import dev.imagescan.operator.plan.Target;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verdicts over the reports in the API server. Each version of a report is read once a policy; the
 * packages are not kept. Safe for use by several threads.
 */
public final class ReportVerdicts {

  private static final Logger LOG = LoggerFactory.getLogger(ReportVerdicts.class);
  // How long one look at a scan may read reports; then its status is written, and it goes on.
  private static final Duration READING = Duration.ofSeconds(2);
  private static final Duration GOES_ON = Duration.ofMillis(100);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(20);

  private final ReportReader reader;
  private final Clock clock;
  private final VerdictCache cache = new VerdictCache();

  /** Verdicts over what this client reads. */
  public ReportVerdicts(KubernetesClient client, Clock clock) {
    this.reader = new ReportReader(client);
    this.clock = clock;
  }

  /** The verdicts for one look at a scan, beginning now. */
  public Look look() {
    return new Look(clock.instant().plus(READING));
  }

  /**
   * The verdicts of one look at a scan: it ends in time, whatever is still to be read. One thread.
   */
  public final class Look implements Verdicts {

    private final Instant end;
    private Duration again;

    private Look(Instant end) {
      this.end = end;
    }

    @Override
    public Optional<Verdict> ofImage(ImageReportView report, LicensePolicy policy) {
      var metadata = report.getMetadata();
      return known(
          new VerdictCache.Key("imagereport/" + report.name(), policy),
          metadata.getUid() + "/" + metadata.getResourceVersion(),
          () -> reader.image(report.name(), new LicenseRules(policy), cache.room()));
    }

    @Override
    public Optional<Verdict> ofAdded(
        Target target, int added, Instant inspected, LicensePolicy policy) {
      String name = target.pod().namespace() + "/" + ReportReader.reportName(target);
      return known(
          new VerdictCache.Key("containerreport/" + name, policy),
          target.container().containerID() + "/" + inspected,
          () -> reader.added(target, added, new LicenseRules(policy), cache.room()));
    }

    /** How long from now something is to be read that was not; empty when all is known. */
    public Optional<Duration> again() {
      return Optional.ofNullable(again);
    }

    private Optional<Verdict> known(
        VerdictCache.Key key, String version, Supplier<Optional<Verdict>> read) {
      Optional<Verdict> known = cache.get(key, version, clock.instant());
      if (known.isPresent()) {
        return known;
      }
      if (clock.instant().isAfter(end)) {
        waitAtMost(GOES_ON);
        return Optional.empty();
      }
      Optional<Verdict> verdict = tried(key, read);
      verdict.ifPresentOrElse(
          v -> cache.put(key, version, v, clock.instant()), () -> waitAtMost(TRY_AGAIN));
      return verdict;
    }

    private Optional<Verdict> tried(VerdictCache.Key key, Supplier<Optional<Verdict>> read) {
      try {
        return read.get();
      } catch (KubernetesClientException e) {
        LOG.warn("{} could not be read: {}", key.report(), e.getMessage());
        return Optional.empty();
      }
    }

    private void waitAtMost(Duration wait) {
      again = again == null || wait.compareTo(again) < 0 ? wait : again;
    }
  }
}
