package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of this machine, made by the test. */
@NeedsRoot
class LiveProcessTest {

  private static final String SAY_AND_WAIT = "echo $$; read end";

  /** So many threads, each in new namespaces of these kinds; says its number when all are there. */
  private static final String THREADS =
      """
      import ctypes, os, sys, threading
      libc = ctypes.CDLL(None)
      there = threading.Barrier(int(sys.argv[1]) + 1)
      def thread():
        libc.unshare(int(sys.argv[2], 0))
        there.wait()
        sys.stdin.read()
      threading.stack_size(65536)
      for each in range(int(sys.argv[1])):
        threading.Thread(target=thread, daemon=True).start()
      there.wait()
      print(os.getpid(), flush=True)
      sys.stdin.read()
      """;

  /** Two threads go on, the later one in a network of its own; the first one has ended. */
  private static final String LEFT =
      """
      import ctypes, os, threading, time
      libc = ctypes.CDLL(None)
      def waits():
        time.sleep(100)
      def differs():
        libc.unshare(0x40000000)
        while not ') Z' in open('/proc/self/task/%d/stat' % os.getpid()).read():
          time.sleep(0.01)
        print(os.getpid(), flush=True)
        time.sleep(100)
      threading.Thread(target=waits).start()
      threading.Thread(target=differs).start()
      libc.syscall(60 if os.uname().machine == 'x86_64' else 93, 0)
      """;

  @TempDir private Path directory;

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

  @Test
  void a_root_changed_to_a_plain_directory_shows_no_mounts_and_keeps_from_user_namespaces()
      throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.copy(Path.of("/usr/bin/busybox"), root.resolve("busybox"));
    root.resolve("busybox").toFile().setExecutable(true);
    List<String> without =
        List.of(
            "unshare",
            "--mount",
            "setpriv",
            "--bounding-set=-all,+sys_chroot",
            "--inh-caps=-all",
            "chroot",
            root.toString(),
            "/busybox");
    Containment seen =
        of(
            Stream.concat(without.stream(), Stream.of("sh", "-c", SAY_AND_WAIT))
                .toArray(String[]::new));
    assertEquals(MountAnswer.NO, answer(seen, "tmpfs"), seen.toString());
    assertTrue(seen.canMount().toString().contains("Chroot"), seen.toString());
    List<String> attempt = new ArrayList<>(without);
    attempt.addAll(List.of("unshare", "-U", "-m", "/busybox", "true"));
    assertNotEquals(0, status(attempt), "the kernel lets it make a user namespace after all");
  }

  @Test
  void a_thread_in_a_network_of_its_own_is_told_of() throws IOException {
    Containment seen = of("python3", "-c", THREADS, "1", "0x40000000");
    assertEquals(
        List.of(new DifferingProcess("python3", 1, List.of("net"), null)),
        seen.processes(),
        seen.toString());
    assertNull(seen.processesTruncated());
  }

  @Test
  void threads_that_go_on_without_the_first_one_are_told_of() throws IOException {
    Containment seen = of("python3", "-c", LEFT);
    assertEquals(
        List.of(new DifferingProcess("python3", 1, List.of("net"), null)),
        seen.processes(),
        seen.toString());
  }

  @Test
  void more_threads_than_are_looked_at_are_owned_up_to() throws IOException {
    Containment seen = of("python3", "-c", THREADS, "2100", "0");
    assertEquals(true, seen.processesTruncated());
    assertTrue(seen.reasons().contains("ContainmentUnknown"), seen.toString());
  }

  private static int status(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
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
