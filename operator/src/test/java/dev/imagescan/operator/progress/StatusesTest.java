package dev.imagescan.operator.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerCounts;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.api.v1alpha1.ImageSummary;
import dev.imagescan.api.v1alpha1.LayerRef;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.NodeProgress;
import dev.imagescan.api.v1alpha1.PackageRef;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.Severity;
import dev.imagescan.operator.Golden;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.finding.Findings;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusesTest {

  private static final String ABSENT = "# without agent: ";

  private static ScanStatus status(FixedCluster cluster, Absence absence) {
    Scan scan = cluster.scans().iterator().next();
    Statuses statuses = new Statuses(Clock.fixed(cluster.now(), ZoneOffset.UTC));
    return scan.getSpec().suspended()
        ? statuses.suspended(scan, Optional.empty())
        : statuses.of(
            scan,
            Progress.of(scan, cluster, absence, new FixedVerdicts(cluster), cluster.now()),
            Optional.empty());
  }

  /** Lines such as {@code # without agent: node-1 2026-01-01T00:00:00Z}. */
  private static Absence absence(String yaml) {
    Map<String, Instant> since =
        yaml.lines()
            .filter(line -> line.startsWith(ABSENT))
            .map(line -> line.substring(ABSENT.length()).split(" "))
            .collect(Collectors.toMap(words -> words[0], words -> Instant.parse(words[1])));
    return new Absence(since);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "all-done",
        "some-failed",
        "still-working",
        "new-pods-after-ready",
        "newly-wanted-inspection",
        "new-round-keeps-counts",
        "no-targets",
        "pods-starting",
        "agent-missing",
        "node-not-ready",
        "suspended",
        "cluster-scan",
        "policy-kept",
        "policy-not-kept",
        "policy-under-which-images-are-unread",
        "policy-under-which-a-container-is-unreadable",
        "policy-and-an-image-too-large",
        "policy-of-a-suspended-scan",
        "policy-and-no-container",
        "findings-of-containers",
        "findings-that-are-ignored",
        "findings-beside-a-policy",
        "findings-not-asked-for",
        "findings-of-a-suspended-scan",
        "nodes-themselves",
        "nodes-still-to-be-read",
        "nodes-that-cannot-be-read",
        "nodes-without-agents",
        "no-node-matches",
        "neither-pods-nor-nodes-match",
        "pods-and-nodes",
        "nodes-and-no-pods",
        "nodes-of-a-suspended-scan",
        "new-round-of-nodes-keeps-counts",
        "targets-changed-from-nodes-to-pods",
        "answers-about-nodes-that-no-plan-asks-for",
        "answer-about-a-node-that-was-replaced",
        "nodes-that-never-get-agents",
        "new-nodes-beside-a-ready-scan",
        "answers-to-an-earlier-scan-of-nodes",
        "answers-to-a-later-scan-of-nodes",
      })
  void a_scan_gets_its_status(String name) {
    String yaml = Golden.read("status/in-" + name + ".yaml");
    ScanStatus status = status(FixedCluster.of(yaml), absence(yaml));
    Golden.check("status/out-" + name + ".yaml", Serialization.asYaml(status));
  }

  @Test
  void a_status_of_a_huge_scan_stays_within_its_share_of_64_kib() {
    FixedCluster cluster =
        FixedCluster.of(
            """
            # now: 2026-01-01T00:00:00Z
            kind: ImageScan
            metadata: {name: all, namespace: shop}
            spec: {selector: {}}
            """);
    String long512 = "ä".repeat(512);
    Progress huge =
        new Progress(
            new NodeProgress(5000, 1),
            new NodesRead(
                5000, 1, Collections.nCopies(100, new Failure(long512, "n", "Why", long512))),
            new ContainerCounts(100_000, 1, 99_000),
            0,
            false,
            100_000,
            99_000,
            7,
            1_000_000,
            IntStream.range(0, 20).mapToObj(n -> new LicenseCount("L".repeat(256), n)).toList(),
            IntStream.range(0, 100)
                .mapToObj(n -> new ImageSummary(long512, "r".repeat(253), "d".repeat(128), n, n))
                .toList(),
            IntStream.range(0, 100)
                .mapToObj(n -> new Failure(long512, "n".repeat(253), "Why", long512 + long512))
                .toList(),
            List.of(),
            new TreeMap<>(Map.of("n".repeat(253), cluster.now())),
            Optional.of(hugeCompliance()),
            Optional.of(hugeFindings()),
            Optional.of(cluster.now()));
    Scan scan = cluster.scans().iterator().next();
    ScanStatus status =
        new Statuses(Clock.fixed(cluster.now(), ZoneOffset.UTC)).of(scan, huge, hugeMounts());
    int bytes = Serialization.asJson(status).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < 56 * 1024, () -> "the status has " + bytes + " bytes");
    assertEquals(true, status.truncated(), "a reader must be told that the lists are cut");
  }

  private static Optional<Mounts> hugeMounts() {
    MountSummary mount =
        new MountSummary(
            "p".repeat(253),
            "c".repeat(63),
            "/" + "ä".repeat(511),
            "n".repeat(253),
            "Failed",
            "KernelError",
            "ä".repeat(512),
            null);
    return Optional.of(
        new Mounts(
            true,
            true,
            new TreeMap<>(),
            Collections.nCopies(100, new Mounts.Mount(Mounts.Standing.FAILED, mount))));
  }

  private static Findings hugeFindings() {
    Compliance compliance = hugeCompliance();
    return new Findings(
        compliance.counts(), compliance.worst(), 100, new TreeMap<>(), Optional.empty());
  }

  private static Compliance hugeCompliance() {
    String long256 = "ä".repeat(256);
    Finding finding =
        new Finding(
            "LicenseDenied",
            Severity.HIGH,
            long256.repeat(4),
            new PackageRef("deb", long256, long256),
            long256,
            new LayerRef("sha256:" + "0".repeat(64), long256),
            long256,
            "r".repeat(253),
            "n".repeat(63),
            "p".repeat(253),
            "c".repeat(63));
    return new Compliance(
        1_000_000,
        100_000,
        new FindingCounts(0, 100, 0, 0),
        Collections.nCopies(100, finding),
        0,
        0,
        0);
  }

  @Test
  void the_longest_names_in_an_image_make_no_status_that_the_api_server_refuses() {
    String yaml =
        Golden.read("status/in-policy-kept.yaml")
            .replace("AGPL-*", "LicenseRef-*")
            .replace("readline", "r".repeat(256))
            .replace("8.2-1", "😀".repeat(128))
            .replace("GPL-3.0-only", "LicenseRef-" + "x".repeat(500));
    ScanStatus status = status(FixedCluster.of(yaml), new Absence(Map.of()));
    Finding finding = status.topFindings().getFirst();
    String condition =
        status.conditions().stream()
            .filter(c -> c.type().equals("Compliant"))
            .findFirst()
            .orElseThrow()
            .message();
    for (String message : List.of(finding.message(), condition)) {
      assertTrue(message.length() <= 1024, () -> message.length() + " characters");
      assertEquals(
          message, new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
  }

  @Test
  void a_time_that_an_agent_wrote_wrongly_does_not_spoil_the_status() {
    String yaml = Golden.read("status/in-all-done.yaml");
    FixedCluster cluster = FixedCluster.of(yaml.replace("2026-01-01T12:01:00Z", "noon"));
    assertEquals(2, status(cluster, absence(yaml)).containers().inspected());
  }
}
