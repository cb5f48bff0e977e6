package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.LocalCluster;
import dev.imagescan.e2e.cluster.NotOnThisCluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.TestImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pods of all kinds of confinement: each gets its verdict, and what is said of its mounts is what
 * it can do when it tries.
 */
@OnCluster
class ContainmentIT {

  private static final String SPACE = "containment";
  private static final int ENODEV = 19;

  private static Scanned scanned;
  private static Injected space;
  private static MountAttempts attempts;
  private static Map<String, ContainerReport> reports;

  @BeforeAll
  static void scan(Cluster cluster) {
    if (!(cluster instanceof LocalCluster local)) {
      throw new NotOnThisCluster("give a container a disk that nobody has mounted");
    }
    Product.on(cluster);
    attempts = new MountAttempts(local);
    scanned = Scanned.space(cluster, SPACE);
    space = new Injected(cluster, SPACE);
    String node = cluster.nodes().getFirst();
    String image = cluster.use(TestImage.TARGET);
    space.apply(
        Stream.of(Confinement.values()).map(kind -> kind.yaml(node, image)).toArray(String[]::new));
    space.awaitReady();
    scanned.scan("inspect: [Containment]");
    scanned.awaitInspected(Confinement.values().length);
    reports =
        scanned.reports().stream()
            .collect(
                Collectors.toMap(report -> report.getMetadata().getName(), Function.identity()));
    System.out.println("not tried: AppArmor and SELinux, which this kernel does not have");
  }

  @AfterAll
  static void clean() {
    scanned.delete();
    attempts.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_pod_gets_its_verdict(Confinement kind) {
    ContainerReport report = report(kind);
    Containment containment = report.getStatus().containment();
    assertEquals(
        kind.verdict(),
        containment.verdict(),
        kind.pod() + ": " + report.getStatus().findings() + ", " + containment);
  }

  @ParameterizedTest
  @EnumSource
  void what_it_is_said_to_mount_is_what_it_can(Confinement kind) {
    List<MountAbility> said = report(kind).getStatus().containment().canMount();
    Map<String, MountAttempts.Attempt> tried = attempts.in(space, kind.pod());
    List<String> wrong = new ArrayList<>();
    int answered = 0;
    for (MountAbility ability : said) {
      for (String what : ability.what()) {
        MountAttempts.Attempt attempt = tried.get(what);
        answered += ability.answer() == MountAnswer.UNKNOWN ? 0 : 1;
        if (!agrees(ability, attempt)) {
          wrong.add("%s: %s %s, but %s".formatted(what, ability.answer(), ability.wall(), attempt));
        }
      }
    }
    assertEquals(List.of(), wrong, "what is said of " + kind.pod() + ", and was tried otherwise");
    assertEquals(10, answered, "answers other than Unknown of " + kind.pod() + ": " + said);
  }

  private static boolean agrees(MountAbility said, MountAttempts.Attempt tried) {
    // What a report does not say is No.
    return switch (Objects.requireNonNullElse(said.answer(), MountAnswer.NO)) {
      case DIRECTLY -> tried.direct() == 0;
      case THROUGH_USER_NAMESPACE -> tried.direct() != 0 && tried.inUserNamespace() == 0;
      case NO -> tried.direct() != 0 && tried.inUserNamespace() != 0 && isThatWall(said, tried);
      case UNKNOWN -> true;
    };
  }

  /**
   * A file system that the kernel lacks has an error of its own; it may come to it by either way.
   */
  private static boolean isThatWall(MountAbility said, MountAttempts.Attempt tried) {
    boolean lacks = tried.direct() == ENODEV || tried.inUserNamespace() == ENODEV;
    return lacks == "NotInKernel".equals(said.wall());
  }

  private static ContainerReport report(Confinement kind) {
    ContainerReport report = reports.get(ContainerReport.nameOf(kind.pod(), "main"));
    assertTrue(
        report != null && report.getStatus().containment() != null,
        "no containment is reported of " + kind.pod() + ": " + report);
    return report;
  }
}
