package dev.imagescan.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestCgroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose first thread has ended, while another goes on. */
@NeedsRoot
class LeftThreadTest {

  private static final String UID = "12345678-1234-1234-1234-123456789abe";
  private static final ContainerId CONTAINER =
      new ContainerId("containerd", "0123456789abcdef".repeat(4));

  private static final String PROGRAM =
      """
      import ctypes, os, threading, time
      threading.Thread(target=time.sleep, args=(100,)).start()
      print(os.getpid(), flush=True)
      ctypes.CDLL(None).syscall(60 if os.uname().machine == 'x86_64' else 93, 0)
      """;

  private TestCgroup cgroup;
  private Process process;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    Path program = Files.writeString(directory.resolve("left.py"), PROGRAM);
    cgroup = TestCgroup.create("kubepods/pod" + UID + "/" + CONTAINER.id());
    process =
        new ProcessBuilder("sh", "-c", "echo $$ >" + cgroup.procs() + "; exec python3 " + program)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
    Path stat = Path.of("/proc", said.readLine(), "stat");
    while (!Files.readString(stat).contains(") Z ")) {
      Thread.sleep(10);
    }
  }

  @AfterEach
  void end() throws Exception {
    // cgroup.kill passes over a process whose first thread has ended.
    process.destroyForcibly().waitFor();
    cgroup.close();
  }

  @Test
  void it_is_found_and_its_root_is_seen() throws IOException {
    try (Processes processes = Processes.ofHost()) {
      RunningContainers containers = new RunningContainers(processes);
      try (ContainerProcess found = containers.openOld(UID, CONTAINER)) {
        found.root().close();
        found.open("mountinfo").close();
        assertEquals(process.pid(), found.pid());
        found.requireUnchanged();
        try (ContainerProcess byNumber = processes.open((int) process.pid())) {
          assertEquals(found.target("ns/mnt"), byNumber.target("ns/mnt"));
        }
      }
    }
  }

  @Test
  void when_the_last_thread_has_ended_it_has_ended() throws Exception {
    try (Processes processes = Processes.ofHost()) {
      RunningContainers containers = new RunningContainers(processes);
      containers.open(UID, CONTAINER).close();
      process.destroyForcibly().waitFor();
      assertThrows(NoProcessException.class, () -> containers.openOld(UID, CONTAINER));
    }
  }
}
