package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountCounts;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.operator.Golden;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.inject.CarrierWork;
import dev.imagescan.operator.inject.Refusals;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scan's status says of its mounts. */
class MountsTest {

  private static final String ABSENT = "# without agent: ";
  private static final String REFUSED = "# refused: ";

  /** The part of the status that is about mounts. */
  private record Written(
      List<Condition> conditions, MountCounts mounts, List<MountSummary> topMounts) {}

  private static Absence absence(String yaml) {
    Map<String, Instant> since =
        yaml.lines()
            .filter(line -> line.startsWith(ABSENT))
            .map(line -> line.substring(ABSENT.length()).split(" "))
            .collect(Collectors.toMap(words -> words[0], words -> Instant.parse(words[1])));
    return new Absence(since);
  }

  private static Refusals refusals(String yaml, FixedCluster cluster, Clock clock) {
    Refusals refusals = new Refusals(clock);
    yaml.lines()
        .filter(line -> line.startsWith(REFUSED))
        .map(line -> line.substring(REFUSED.length()).split(" ", 2))
        .forEach(
            words ->
                CarrierWork.of(cluster.node(words[0]).orElseThrow(), cluster, false)
                    .create()
                    .forEach(missing -> refusals.refuse(missing.wanted(), words[1])));
    return refusals;
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "all-in-place",
        "some-failed",
        "being-mounted",
        "container-restarted",
        "carrier-cannot-be-scheduled",
        "carrier-starts",
        "carrier-starts-for-long",
        "carrier-image-cannot-be-pulled",
        "carrier-refused",
        "carrier-not-asked-for-yet",
        "carrier-evicted",
        "installation-only-inspects",
        "no-agent",
        "no-targets",
        "suspended",
        "leaving-and-busy",
        "no-more-injection-and-busy",
        "volumes-changed-and-the-new-carrier-starts",
        "volumes-changed-and-about-to-be-replaced",
        "volumes-changed-and-cannot-be-replaced",
        "volumes-changed-and-the-old-ones-are-used",
        "carrier-is-drained",
      })
  void a_scan_tells_of_its_mounts(String name) {
    String yaml = Golden.read("mounts/in-" + name + ".yaml");
    FixedCluster cluster = FixedCluster.of(yaml);
    Clock clock = Clock.fixed(cluster.now(), ZoneOffset.UTC);
    ImageScan scan = cluster.injections().iterator().next();
    Optional<Mounts> mounts =
        Mounts.of(scan, cluster, refusals(yaml, cluster, clock), absence(yaml), cluster.now());
    // Suspended or not, mounts are told of in the same way; the rest is StatusesTest's.
    ScanStatus status = new Statuses(clock).leaving(scan, mounts);
    Golden.check(
        "mounts/out-" + name + ".yaml",
        Serialization.asYaml(
            new Written(status.conditions(), status.mounts(), status.topMounts())));
  }
}
