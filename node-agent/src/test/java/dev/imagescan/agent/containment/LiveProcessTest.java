package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Processes of this machine, made by the test. */
@NeedsRoot
class LiveProcessTest {

  private static final String SAY_AND_WAIT = "echo $$; read end";

  @Test
  void a_child_of_ours_is_on_the_host() throws IOException {
    Containment seen = of("sh", "-c", SAY_AND_WAIT);
    assertTrue(seen.hostNamespaces().containsAll(List.of("mnt", "net", "pid")), seen.toString());
    assertTrue(seen.reasons().contains("HostRoot"), seen.toString());
    assertNull(seen.userNamespace());
    assertEquals("Disabled", seen.seccomp().mode());
  }

  @Test
  void namespaces_of_its_own_are_not_the_hosts() throws IOException {
    Containment seen =
        of("unshare", "--mount", "--net", "--ipc", "--uts", "sh", "-c", SAY_AND_WAIT);
    assertEquals(List.of("pid"), seen.hostNamespaces(), seen.toString());
    assertEquals(MountAnswer.DIRECTLY, answer(seen, "tmpfs"));
  }

  @Test
  void a_user_namespace_takes_the_hosts_capabilities() throws IOException {
    Containment seen =
        of("unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-c", SAY_AND_WAIT);
    assertEquals("0 0 1", seen.userNamespace().uidMap());
    assertFalse(seen.reasons().contains("HostCapabilities"), seen.toString());
    assertEquals(MountAnswer.DIRECTLY, answer(seen, "tmpfs"));
    assertEquals(MountAnswer.NO, answer(seen, "hostBlock"));
  }

  @Test
  void without_capabilities_there_is_the_way_through_a_user_namespace() throws IOException {
    Containment seen =
        of(
            "unshare",
            "--mount",
            "setpriv",
            "--bounding-set=-all",
            "--inh-caps=-all",
            "--no-new-privs",
            "sh",
            "-c",
            SAY_AND_WAIT);
    assertEquals(List.of(), seen.capabilities().effective());
    assertTrue(seen.noNewPrivs());
    assertEquals(MountAnswer.THROUGH_USER_NAMESPACE, answer(seen, "tmpfs"));
    assertEquals(MountAnswer.NO, answer(seen, "block"));
  }

  private static MountAnswer answer(Containment seen, String what) {
    return seen.canMount().stream()
        .filter(ability -> ability.what().contains(what))
        .map(MountAbility::answer)
        .findFirst()
        .orElseThrow();
  }

  private static Containment of(String... argv) throws IOException {
    Process started =
        new ProcessBuilder(new ArrayList<>(List.of(argv)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
            new BufferedReader(
                new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        Processes processes = Processes.ofHost()) {
      int pid = Integer.parseInt(said.readLine());
      try (ContainerProcess process = processes.open(pid);
          Fd mountInfo = process.open("mountinfo")) {
        return new ContainmentReader(processes)
            .judge(process, MountTable.read(mountInfo), null, Set.of())
            .containment();
      }
    } finally {
      started.destroyForcibly();
    }
  }
}
