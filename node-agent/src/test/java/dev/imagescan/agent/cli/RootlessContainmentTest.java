package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
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
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of an ordinary user's Podman: what is said of them, and what they can do. */
@NeedsRoot
class RootlessContainmentTest {

  @TempDir private static Path directory;

  private static MountingProgram program;

  @BeforeAll
  static void needs() throws IOException {
    for (String program : List.of("podman", "newuidmap", "setpriv", "gcc")) {
      if (RootlessUser.find(program).isEmpty()) {
        NotRun.because(RootlessContainmentTest.class, "needs " + program);
      }
    }
    program = new MountingProgram(directory);
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
      user.bring(program.binary(), "attempts");
      String attempts =
          MountingProgram.command(
              user.home("root/attempts").toString(), user.home("run").toString());
      Process started = user.unshare(attempts + "; echo tried; read end");
      try (var said = started.inputReader()) {
        String pid = said.readLine();
        assertTrue(pid.matches("[0-9]+"), pid);
        StringBuilder tried = new StringBuilder();
        for (String line = said.readLine(); !"tried".equals(line); line = said.readLine()) {
          assertNotNull(line, "the attempts ended: " + tried);
          tried.append(line).append('\n');
        }
        Containment seen = of(Integer.parseInt(pid));
        assertEquals(ContainmentVerdict.WEAKENED, seen.verdict(), seen.toString());
        assertEquals(MountAnswer.DIRECTLY, answer(seen, "tmpfs"), seen.toString());
        assertEquals(MountAnswer.NO, answer(seen, "hostBlock"), seen.toString());
        assertAgrees(MountingProgram.parsed(tried.toString()), seen);
      } finally {
        started.destroyForcibly();
      }
    }
  }

  @Test
  void a_root_file_system_of_fuse_overlayfs_is_not_asked_and_the_walls_are_told_all_the_same()
      throws Exception {
    try (RootlessUser user = onFuse("fuse")) {
      int pid = container(user);
      Containment seen = of(pid);
      assertEquals(ContainmentVerdict.CONFINED, seen.verdict(), seen.toString());
      assertEquals(54321, seen.hostUser(), "its root is the user who started it");
      assertTried(user, seen);
      assertThrows(
          AccessDeniedException.class,
          () -> Files.size(Path.of("/proc", "" + pid, "root/busybox")),
          "the kernel lets not even the host's root into a FUSE mount of another user namespace");
    }
  }

  @Test
  void with_a_device_that_cannot_be_seen_below_fuse_overlayfs_the_answer_is_open()
      throws Exception {
    try (RootlessUser user = onFuse("fuse-device")) {
      Containment seen = of(container(user, "--privileged", "--device=/dev/fuse"));
      assertEquals(ContainmentVerdict.WEAKENED, seen.verdict(), seen.toString());
      assertEquals(MountAnswer.DIRECTLY, answer(seen, "tmpfs"), seen.toString());
      assertEquals(MountAnswer.UNKNOWN, answer(seen, "fuse"), seen.toString());
      assertTried(user, seen);
    }
  }

  @Test
  void the_command_line_reads_a_root_file_system_of_fuse_overlayfs_from_its_layers()
      throws Exception {
    try (RootlessUser user = onFuse("fuse-inspect")) {
      int pid = container(user);
      Shelled.Said said =
          assertTimeoutPreemptively(
              Duration.ofSeconds(30),
              () -> Shelled.Said.by(directory, "inspect", "--pid=" + pid, "--output=json"));
      assertEquals(ExitCode.DONE, said.code(), said.toString());
      assertTrue(said.out().contains("\"confined\""), said.toString());
      assertTrue(said.out().contains("\"packages\""), said.toString());
    }
  }

  private static RootlessUser onFuse(String name) throws IOException {
    if (RootlessUser.find("fuse-overlayfs").isEmpty()) {
      NotRun.because(RootlessContainmentTest.class, "needs fuse-overlayfs");
    }
    return RootlessUser.withFuseOverlays(directory.resolve(name));
  }

  private static int container(RootlessUser user, String... options) throws IOException {
    user.bring(program.binary(), "attempts");
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
    assertAgrees(
        MountingProgram.parsed(user.exec(MountingProgram.command("/attempts", "/tmp"))), seen);
  }

  private static void assertAgrees(Map<String, MountingProgram.Attempt> tried, Containment seen) {
    for (MountAbility ability : seen.canMount()) {
      for (String what : ability.what()) {
        boolean direct = tried.get(what).direct() == 0;
        boolean through = tried.get(what).inUserNamespace() == 0;
        boolean agrees =
            switch (ability.answer()) {
              case DIRECTLY -> direct;
              case THROUGH_USER_NAMESPACE -> !direct && through;
              case NO -> !direct && !through;
              case UNKNOWN -> true;
            };
        System.out.println(
            "rootless Podman: %s: %s, and tried %s".formatted(what, ability, tried.get(what)));
        assertTrue(
            agrees,
            "%s is said to be %s, and tried: %s; %s"
                .formatted(what, ability, tried.get(what), seen));
      }
    }
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
