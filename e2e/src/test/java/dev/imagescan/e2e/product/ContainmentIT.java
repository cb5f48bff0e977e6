package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.HostAccess;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
  private static final int KINDS = 10;
  private static final String CHROOTED = "chrooted";

  private static Scanned scanned;
  private static Injected space;
  private static MountAttempts attempts;
  private static NodePaths paths;
  private static String node;
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
    node = cluster.nodes().getFirst();
    paths = new NodePaths(cluster, node);
    run(cluster.use(TestImage.WITH_VOLUME));
    for (Straggler straggler : Straggler.values()) {
      attempts.bring(space, straggler.pod());
      straggler.start(attempts, space, node);
      straggler.tried(space);
    }
    scanned.scan("inspect: [Containment]");
    scanned.awaitInspected(Confinement.values().length + Straggler.values().length + 1);
    reports =
        scanned.reports().stream()
            .collect(
                Collectors.toMap(report -> report.getMetadata().getName(), Function.identity()));
    tellWhatIsNotRun();
  }

  private static void run(String image) {
    space.apply(
        Stream.of(Confinement.values()).map(kind -> kind.yaml(node, image)).toArray(String[]::new));
    space.apply(
        Stream.of(Straggler.values()).map(kind -> kind.yaml(node, image)).toArray(String[]::new));
    space.apply(
        Target.yaml(
            CHROOTED,
            node,
            new String[] {"volumes:\n  - {name: host, hostPath: {path: /}}\n"},
            Target.container(
                "main",
                image,
                "mkdir /tmp/root && cp /bin/busybox /tmp/root/ &&"
                    + " exec busybox chroot /tmp/root /busybox sleep 2147483647",
                "volumeMounts:\n  - {name: host, mountPath: /host}\n",
                "securityContext: {seccompProfile: {type: RuntimeDefault}}")));
    space.awaitReady();
  }

  private static void tellWhatIsNotRun() {
    System.out.println(
        "NOT RUN, needs a kernel with AppArmor or SELinux: their walls; tested on recorded labels");
    System.out.println(
        "NOT RUN, needs a kernel that lets programs of type BPF_PROG_TYPE_LSM be loaded: the wall"
            + " of a BPF security module; Landlock stands in for one that nobody can see");
  }

  @AfterAll
  static void clean() {
    Stream.of(Straggler.values()).forEach(straggler -> straggler.end(space, node));
    scanned.delete();
    paths.close();
    attempts.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_pod_gets_its_verdict(Confinement kind) {
    ContainerReport report = report(kind.pod());
    Containment containment = report.getStatus().containment();
    assertEquals(
        kind.verdict(),
        containment.verdict(),
        kind.pod() + ": " + report.getStatus().findings() + ", " + containment);
  }

  @ParameterizedTest
  @EnumSource
  void what_it_is_said_to_mount_is_what_it_can(Confinement kind) {
    List<MountAbility> said = report(kind.pod()).getStatus().containment().canMount();
    Map<String, MountAttempts.Attempt> tried = attempts.in(space, kind.pod());
    assertEquals(List.of(), wrong(said, tried), "said of " + kind.pod() + ", and tried otherwise");
    long answered =
        said.stream()
            .filter(ability -> ability.answer() != MountAnswer.UNKNOWN)
            .flatMap(ability -> ability.what().stream())
            .distinct()
            .count();
    assertEquals(KINDS, answered, "answers other than Unknown of " + kind.pod() + ": " + said);
  }

  @ParameterizedTest
  @EnumSource
  void a_process_that_could_restrict_itself_is_told_of_and_no_other(Confinement kind) {
    List<MountAbility> can =
        report(kind.pod()).getStatus().containment().canMount().stream()
            .filter(ContainmentIT::isYes)
            .toList();
    attempts.bring(space, kind.pod());
    MountAttempts.Restricted tried = attempts.restricted(space, kind.pod());
    for (MountAbility ability : can) {
      assertEquals(
          tried.error() == 0 ? "Landlock" : null,
          ability.unless(),
          "%s of %s, where Landlock gave %d".formatted(ability, kind.pod(), tried.error()));
    }
    if (tried.error() == 0) {
      assertEquals(List.of(), mounted(tried.attempts()), "mounted under Landlock in " + kind.pod());
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_kernels_settings_are_open_where_they_are_said_to_be(Confinement kind) {
    String script =
        """
        while read -r id parent device root point rest; do
          case "$rest" in
            *" - proc "*)
              (: >> "$point/sys/kernel/core_pattern") 2> /dev/null && echo "$point"
          esac
        done < /proc/self/mountinfo
        true
        """;
    Set<String> said =
        Optional.ofNullable(report(kind.pod()).getStatus().containment().hostAccess()).stream()
            .flatMap(List::stream)
            .filter(each -> each.gives().equals("KernelSettings") || "/proc".equals(each.source()))
            .filter(each -> Boolean.TRUE.equals(each.writable()))
            .map(HostAccess::mountPoint)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> open =
        new Target(space, kind.pod(), "main")
            .sh(script)
            .lines()
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(open, said, "where /proc/sys opens for writing in " + kind.pod());
  }

  @ParameterizedTest
  @EnumSource
  void a_process_that_is_held_otherwise_is_told_of(Straggler straggler) {
    ContainerReport report = report(straggler.pod());
    Containment containment = report.getStatus().containment();
    assertEquals(
        straggler.verdict(),
        containment.verdict(),
        straggler.pod() + ": " + report.getStatus().findings());
    DifferingProcess process = process(straggler, containment);
    assertEquals(straggler.differs(), process.differs(), containment.toString());
    assertEquals(1, process.count(), containment.toString());
  }

  @ParameterizedTest
  @EnumSource
  void what_that_process_is_said_to_mount_is_what_it_can(Straggler straggler) {
    DifferingProcess process =
        process(straggler, report(straggler.pod()).getStatus().containment());
    Map<String, MountAttempts.Attempt> tried = straggler.tried(space);
    if (straggler == Straggler.LANDLOCKED) {
      assertEquals(List.of(), mounted(tried), "mounted under Landlock");
      process.canMount().stream()
          .filter(ContainmentIT::isYes)
          .forEach(ability -> assertEquals("Landlock", ability.unless(), process.toString()));
    } else {
      assertEquals(List.of(), wrong(process.canMount(), tried), process + " tried otherwise");
    }
  }

  @Test
  void a_first_process_that_changed_its_root_does_not_hide_what_it_has_of_the_host() {
    Target target = new Target(space, CHROOTED, "main");
    assertEquals(List.of(), target.mounts(), "the mounts that the kernel shows of it");
    ContainerReport report = report(CHROOTED);
    assertEquals(
        ContainmentVerdict.PRIVILEGED,
        report.getStatus().containment().verdict(),
        report.getStatus().toString());
    assertEquals(
        List.of(new HostAccess("/host", "HostRoot", "/", true, null)),
        report.getStatus().containment().hostAccess());
    assertEquals("yes", target.sh("test -w /host/etc/passwd && echo yes").strip());
  }

  private static DifferingProcess process(Straggler straggler, Containment containment) {
    return Optional.ofNullable(containment.processes()).stream()
        .flatMap(List::stream)
        .filter(each -> each.command().equals("attempts"))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("not told of in " + straggler.pod() + ": " + containment));
  }

  private static boolean isYes(MountAbility ability) {
    return ability.answer() == MountAnswer.DIRECTLY
        || ability.answer() == MountAnswer.THROUGH_USER_NAMESPACE;
  }

  private static List<String> mounted(Map<String, MountAttempts.Attempt> tried) {
    return tried.entrySet().stream()
        .filter(each -> each.getValue().direct() == 0 || each.getValue().inUserNamespace() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> wrong(
      List<MountAbility> said, Map<String, MountAttempts.Attempt> tried) {
    List<String> wrong = new ArrayList<>();
    for (MountAbility ability : said) {
      for (String what : ability.what()) {
        MountAttempts.Attempt attempt = tried.get(what);
        if (!agrees(ability, attempt)) {
          wrong.add("%s: %s %s, but %s".formatted(what, ability.answer(), ability.wall(), attempt));
        }
      }
    }
    return wrong;
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

  private static ContainerReport report(String pod) {
    ContainerReport report = reports.get(ContainerReport.nameOf(pod, "main"));
    assertTrue(
        report != null && report.getStatus().containment() != null,
        "no containment is reported of " + pod + ": " + report);
    return report;
  }
}
