package dev.imagescan.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningContainersTest {

  private static final String UID = "12345678-1234-1234-1234-123456789abc";
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);
  private static final String HOST = "0::/system.slice/containerd.service\n";

  @TempDir Path proc;
  private Processes processes;
  private RunningContainers containers;

  @BeforeEach
  void look_at_a_container() throws IOException {
    process(70, 500, in(ID));
    process(60, 900, in(ID));
    process(80, 600, HOST);
    processes = Processes.below(proc.toString());
    containers = new RunningContainers(processes);
    assertEquals(70, pid(ID));
  }

  @AfterEach
  void close() {
    processes.close();
  }

  @Test
  void one_that_came_since_is_found_among_the_new_processes() throws IOException {
    process(90, 1000, in(OTHER));
    process(91, 990, in(OTHER));
    assertEquals(91, pid(OTHER));
    assertEquals(70, pid(ID), "what was known before");
  }

  @Test
  void a_process_that_was_seen_before_it_came_into_its_container_is_found() throws IOException {
    process(80, 600, in(OTHER));
    assertEquals(80, pid(OTHER));
  }

  @Test
  void a_number_that_another_containers_process_has_taken_is_not_believed() throws IOException {
    process(70, 1200, in(OTHER));
    assertEquals(60, pid(ID));
    assertEquals(70, pid(OTHER));
  }

  @Test
  void one_whose_first_process_has_ended_has_another_first_one() throws IOException {
    end(70);
    assertEquals(60, pid(ID));
  }

  @Test
  void one_without_processes_has_ended() throws IOException {
    end(70);
    end(60);
    assertThrows(NoProcessException.class, () -> pid(ID));
    assertThrows(
        NoProcessException.class, () -> containers.openOld(UID, new ContainerId("x", ID)).close());
  }

  @Test
  void an_old_one_whose_first_process_has_just_ended_has_not_ended() throws IOException {
    containers.look();
    end(70);
    try (ContainerProcess process = containers.openOld(UID, new ContainerId("x", ID))) {
      assertEquals(60, process.pid());
    }
  }

  @Test
  void what_cannot_be_read_is_not_said_to_have_ended() throws IOException {
    Files.delete(proc.resolve("70/cgroup"));
    Files.createDirectory(proc.resolve("70/cgroup"));
    IOException thrown =
        assertThrows(
            IOException.class, () -> containers.openOld(UID, new ContainerId("x", ID)).close());
    assertFalse(thrown instanceof NoProcessException, thrown.toString());
  }

  @Test
  void an_old_one_is_found_without_another_pass() throws IOException {
    Files.delete(proc.resolve("60/stat"));
    try (ContainerProcess process = containers.openOld(UID, new ContainerId("x", ID))) {
      assertEquals(70, process.pid());
    }
  }

  private int pid(String id) throws IOException {
    try (ContainerProcess process = containers.open(UID, new ContainerId("containerd", id))) {
      return process.pid();
    }
  }

  private static String in(String id) {
    return "0::/kubepods/besteffort/pod" + UID + "/" + id + "\n";
  }

  private void end(int pid) throws IOException {
    Path directory = proc.resolve(Integer.toString(pid));
    Files.delete(directory.resolve("stat"));
    Files.delete(directory.resolve("cgroup"));
    Files.delete(directory);
  }

  private void process(int pid, long startTime, String cgroup) throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    Files.writeString(
        directory.resolve("stat"), pid + " (a) S" + " 0".repeat(18) + " " + startTime + " 0 0\n");
    Files.writeString(directory.resolve("cgroup"), cgroup);
  }
}
