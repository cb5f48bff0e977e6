package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.LocalCluster;
import dev.imagescan.e2e.cluster.NotOnThisCluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.TestImage;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The six capabilities with which the agent injects are enough, and each of them is needed: the
 * command line does the same by the same code, with capabilities taken away.
 */
@OnCluster
class CapabilitiesIT {

  private static Injected space;
  private static Path source;

  /** A container that needs something of whoever mounts into it, and the mount point. */
  enum Place {
    ORDINARY("", "mkdir /data", "/data"),
    CLOSED_DIRECTORY("", "mkdir -m 700 /closed && chown 1000 /closed", "/closed/data"),
    USER_NAMESPACE("hostUsers: false", "mkdir -m 700 /own", "/own/data");

    private final String spec;
    private final String command;
    private final String mountPoint;

    Place(String spec, String command, String mountPoint) {
      this.spec = spec;
      this.command = command + " && exec sleep 2147483647";
      this.mountPoint = mountPoint;
    }

    String pod() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A capability, and where it is needed. */
  enum Capability {
    SYS_ADMIN(Place.ORDINARY),
    SYS_CHROOT(Place.ORDINARY),
    SYS_PTRACE(Place.ORDINARY),
    DAC_READ_SEARCH(Place.CLOSED_DIRECTORY),
    SETUID(Place.USER_NAMESPACE),
    SETGID(Place.USER_NAMESPACE);

    private final Place place;

    Capability(Place place) {
      this.place = place;
    }
  }

  @BeforeAll
  static void run_targets(Cluster cluster) {
    if (!(cluster instanceof LocalCluster local)) {
      throw new NotOnThisCluster("look at a container's process");
    }
    source = local.scratch().resolve("source");
    Command.of("sh", "-c", "mkdir -p %1$s && echo hello > %1$s/file".formatted(source))
        .run()
        .orThrow();
    space = Injected.space(cluster, "capabilities");
    for (Place place : Place.values()) {
      space.apply(
          Target.yaml(
              place.pod(),
              cluster.nodes().getFirst(),
              cluster.use(TestImage.TARGET),
              place.command,
              place.spec));
    }
    space.awaitReady();
  }

  @AfterAll
  static void clean() {
    space.delete();
  }

  @ParameterizedTest
  @EnumSource
  void with_all_six_a_directory_is_mounted(Place place) {
    Command.Result result = inject(place, EnumSet.allOf(Capability.class));
    assertEquals(0, result.exit(), result.toString());
    assertEquals("hello\n", space.target(place.pod()).sh("cat " + place.mountPoint + "/file"));
    eject(place);
    assertEquals(0, space.target(place.pod()).mountsAt(place.mountPoint).size(), "mounts left");
  }

  @ParameterizedTest
  @EnumSource
  void without_one_of_them_it_is_not(Capability capability) {
    Command.Result result = inject(capability.place, EnumSet.complementOf(EnumSet.of(capability)));
    System.out.printf("inject: without %s: %s%n", capability, result.err().strip());
    assertNotEquals(0, result.exit(), "without " + capability + ": " + result);
    assertEquals(
        0,
        space.target(capability.place.pod()).mountsAt(capability.place.mountPoint).size(),
        "mounts that are there nevertheless");
  }

  private static Command.Result inject(Place place, Set<Capability> capabilities) {
    String bounds =
        capabilities.stream()
            .map(capability -> ",+" + capability.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
    return run(
        "setpriv",
        "--bounding-set=-all" + bounds,
        "--inh-caps=-all",
        "--no-new-privs",
        program(),
        "inject",
        "--idmap",
        "--from-path=" + source,
        "--pid=" + space.target(place.pod()).process(),
        "--path=" + place.mountPoint);
  }

  private static void eject(Place place) {
    run(
            program(),
            "eject",
            "--pid=" + space.target(place.pod()).process(),
            "--path=" + place.mountPoint)
        .orThrow();
  }

  private static String program() {
    return Product.checkout().resolve("bin/imagescan").toString();
  }

  private static Command.Result run(String... argv) {
    return Command.of(argv).run();
  }
}
