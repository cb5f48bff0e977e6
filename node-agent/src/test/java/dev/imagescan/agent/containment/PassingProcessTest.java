package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestCgroup;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What comes into a container and is another one's only for a moment, as a runtime's process is.
 */
@NeedsRoot
class PassingProcessTest {

  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String WITH_ITS_OWN_NETWORK = "exec unshare --net ";

  private static final String MANY_THREADS =
      """
      import os, threading, time
      threading.stack_size(65536)
      for each in range(2100):
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
      print(os.getpid(), flush=True)
      time.sleep(100)
      """;

  private static final String A_THREAD_WITH_ITS_OWN_NETWORK =
      """
      import ctypes, os, threading, time
      def thread():
        ctypes.CDLL(None).unshare(0x40000000)
        print(os.getpid(), flush=True)
        time.sleep(100)
      threading.Thread(target=thread, daemon=True).start()
      time.sleep(100)
      """;

  private final List<Process> started = new ArrayList<>();
  private TestCgroup cgroup;
  private long first;

  @BeforeEach
  void start_a_container() throws IOException {
    cgroup = TestCgroup.create("kubepods/pod12345678-1234-1234-1234-123456789abd/" + ID);
    first = start("");
  }

  @AfterEach
  void end() throws Exception {
    cgroup.end();
    for (Process process : started) {
      process.waitFor();
    }
    cgroup.close();
  }

  @Test
  void one_that_has_ended_a_moment_later_is_not_told_of() throws IOException {
    start(WITH_ITS_OWN_NETWORK + "sh -c 'echo $$; sleep 0.3'; ");
    assertNull(judged().processes());
  }

  @Test
  void one_that_stays_is() throws IOException {
    start(WITH_ITS_OWN_NETWORK);
    assertEquals(List.of("net"), judged().processes().getFirst().differs());
  }

  @Test
  void many_that_follow_one_another_are() throws IOException {
    start("for loop in 1 2 3; do while true; do unshare --net sleep 1; done & sleep 0.3; done; ");
    assertEquals(List.of("net"), judged().processes().getFirst().differs());
  }

  @Test
  void of_many_kinds_the_mightiest_are_kept() throws IOException {
    first = start("exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all ");
    start(
        "for i in $(seq 40); do"
            + " unshare --net setpriv --bounding-set=-all --inh-caps=-all sleep 100 & done;"
            + " sleep 3; ");
    start("");
    Containment seen = judged();
    assertTrue(seen.reasons().contains("HostDisk"), seen.toString());
    assertTrue(seen.reasons().contains("ContainmentUnknown"), seen.toString());
  }

  @Test
  void what_the_first_process_has_left_and_another_keeps_is_told_of() throws IOException {
    first = start("exec unshare --mount --net --ipc ");
    Containment seen = judged();
    assertEquals(List.of("pid", "uts"), seen.hostNamespaces());
    assertTrue(
        seen.reasons().containsAll(List.of("HostRoot", "HostNetwork", "HostIpc")), seen.toString());
  }

  @Test
  void one_beside_a_first_process_of_very_many_threads_is_found() throws IOException {
    first = start("exec python3 -c '" + MANY_THREADS + "'; ");
    start(WITH_ITS_OWN_NETWORK);
    Containment seen = judged();
    assertEquals(List.of("net"), seen.processes().getFirst().differs());
    assertEquals(true, seen.processesTruncated());
  }

  @Test
  void one_thread_beside_very_many_of_another_process_is_found() throws IOException {
    start("exec python3 -c '" + MANY_THREADS + "'; ");
    start("exec python3 -c '" + A_THREAD_WITH_ITS_OWN_NETWORK + "'; ");
    Containment seen = judged();
    assertEquals(List.of("net"), seen.processes().getFirst().differs());
    assertEquals(true, seen.processesTruncated());
  }

  @Test
  void a_decoy_of_the_same_name_that_differs_in_the_same_hides_none_that_can_mount()
      throws IOException {
    String less = "exec setpriv --bounding-set=%s --inh-caps=-all --ambient-caps=-all ";
    first = start(less.formatted("-all,+chown"));
    start(less.formatted("-all"));
    start("");
    Containment seen = judged();
    DifferingProcess told =
        seen.processes().stream()
            .filter(each -> each.command().equals("sleep"))
            .findFirst()
            .orElseThrow();
    assertTrue(told.count() > 1, told.toString());
    assertTrue(told.canMount().toString().contains("DIRECTLY"), told.toString());
    assertTrue(seen.reasons().contains("HostDisk"), seen.toString());
  }

  /** Starts a shell in the container's cgroup, which says its number and waits. */
  private long start(String prefix) throws IOException {
    String script =
        "echo $$ >" + cgroup.procs() + "; " + prefix + "sh -c 'echo $$; exec sleep 100'";
    Process process =
        new ProcessBuilder("sh", "-c", script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process);
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return Long.parseLong(said.readLine());
  }

  private Containment judged() throws IOException {
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open((int) first);
        Fd mountInfo = process.open("mountinfo")) {
      return new ContainmentReader(processes)
          .judge(process, MountTable.read(mountInfo), null, Set.of())
          .containment();
    }
  }
}
