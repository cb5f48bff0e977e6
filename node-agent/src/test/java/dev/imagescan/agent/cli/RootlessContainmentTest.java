package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.containment.ContainmentReader;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of an ordinary user's Podman: what is said of them, and what they can do. */
@NeedsRoot
class RootlessContainmentTest {

  /** How each is mounted by hand. */
  private static final Map<String, String> MOUNTS =
      Map.of(
          "tmpfs", "-t tmpfs none /tmp",
          "bind", "--bind /bin /tmp",
          "proc", "-t proc none /tmp",
          "sysfs", "-t sysfs none /tmp");

  @TempDir private static Path directory;

  @BeforeAll
  static void needs() {
    for (String program : List.of("podman", "newuidmap", "setpriv")) {
      if (RootlessUser.find(program).isEmpty()) {
        NotRun.because(RootlessContainmentTest.class, "needs " + program);
      }
    }
  }

  @Test
  void a_rootless_container_is_held_by_its_user_namespace() throws Exception {
    try (RootlessUser user = new RootlessUser(directory.resolve("plain"))) {
      Containment seen = of(container(user));
      assertEquals(ContainmentVerdict.CONFINED, seen.verdict(), seen.toString());
      assertNotNull(seen.userNamespace(), seen.toString());
      assertEquals(54321, seen.hostUser(), "its root is the user who started it");
      assertTried(user, seen);
    }
  }

  @Test
  void a_privileged_one_is_weakened_and_no_more() throws Exception {
    try (RootlessUser user = new RootlessUser(directory.resolve("privileged"))) {
      Containment seen = of(container(user, "--privileged"));
      assertEquals(ContainmentVerdict.WEAKENED, seen.verdict(), seen.toString());
      assertTried(user, seen);
    }
  }

  @Test
  void a_toolbox_lives_on_the_host_with_the_rights_of_its_user() throws Exception {
    try (RootlessUser user = new RootlessUser(directory.resolve("toolbox"))) {
      String host = "--volume=/:/run/host:rslave";
      Containment seen = of(container(user, "--privileged", "--pid=host", host));
      assertEquals(ContainmentVerdict.WEAKENED, seen.verdict(), seen.toString());
      assertTrue(seen.reasons().containsAll(List.of("HostPid", "HostPath")), seen.toString());
      assertTried(user, seen);
    }
  }

  @Test
  void what_runs_below_podman_unshare_may_mount_and_is_not_root_of_the_host() throws Exception {
    try (RootlessUser user = new RootlessUser(directory.resolve("unshare"))) {
      Process started = user.unshare("read end");
      try (var said = started.inputReader()) {
        String pid = said.readLine();
        assertTrue(pid.matches("[0-9]+"), pid);
        Containment seen = of(Integer.parseInt(pid));
        assertEquals(ContainmentVerdict.WEAKENED, seen.verdict(), seen.toString());
        assertEquals(MountAnswer.DIRECTLY, answer(seen, "tmpfs"), seen.toString());
        assertEquals(MountAnswer.NO, answer(seen, "hostBlock"), seen.toString());
      } finally {
        started.destroyForcibly();
      }
    }
  }

  private static int container(RootlessUser user, String... options) throws IOException {
    RootlessUser.Started started = user.run(options);
    if (started.pid() == 0) {
      NotRun.because(
          RootlessContainmentTest.class,
          "needs rootless containers, but podman says " + started.said());
    }
    return started.pid();
  }

  /** Whatever is said of its mounts is what it can do. */
  private static void assertTried(RootlessUser user, Containment seen) throws IOException {
    for (var mount : MOUNTS.entrySet()) {
      // A new proc shows a PID namespace, and a new sysfs a network one, of who mounts it.
      boolean direct = mounts(user, "-m -n -p -f", mount.getValue());
      boolean through = mounts(user, "-U -r -m -n -p -f", mount.getValue());
      MountAnswer answer = answer(seen, mount.getKey());
      boolean agrees =
          switch (answer) {
            case DIRECTLY -> direct;
            case THROUGH_USER_NAMESPACE -> !direct && through;
            case NO -> !direct && !through;
            case UNKNOWN -> true;
          };
      System.out.println("rootless Podman: " + mount.getKey() + ": " + answer);
      assertTrue(
          agrees,
          "%s is said to be %s; tried directly: %b, through a user namespace: %b; %s"
              .formatted(mount.getKey(), answer, direct, through, seen));
    }
  }

  private static boolean mounts(RootlessUser user, String namespaces, String arguments)
      throws IOException {
    String script = "/busybox unshare %s /busybox mount %s 2>&1 && echo done";
    return user.exec(script.formatted(namespaces, arguments)).endsWith("done\n");
  }

  private static MountAnswer answer(Containment seen, String what) {
    return seen.canMount().stream()
        .filter(ability -> ability.what().contains(what))
        .map(MountAbility::answer)
        .findFirst()
        .orElseThrow();
  }

  private static Containment of(int pid) throws IOException {
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(pid);
        Fd mountInfo = process.open("mountinfo")) {
      return new ContainmentReader(processes)
          .judge(process, MountTable.read(mountInfo), null, Set.of())
          .containment();
    }
  }
}
