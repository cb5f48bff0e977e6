package dev.imagescan.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Read;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

  private static final String UID = "0f8a4f2e-6c1d-4b53-9a53-4fd0c1f0b7aa";
  private static final String OTHER_UID = "11111111-2222-3333-4444-555555555555";
  private static final String ID = "3b1f".repeat(16);
  private static final ContainerId CONTAINER = new ContainerId("containerd", ID);
  private static final String CGROUP = "0::/kubepods/burstable/pod" + UID + "/" + ID + "\n";

  @TempDir private Path proc;

  @Test
  void the_oldest_process_of_a_container_is_its_first() throws IOException {
    process(70, "(sh) S", 900, CGROUP);
    process(300, "(a) R (b) S", 500, CGROUP);
    process(900, "(sleep) S", 700, CGROUP + "1:name=systemd:/\n");
    process(40, "(zombie) Z", 100, CGROUP);
    process(41, "(other) S", 100, "0::/system.slice/sshd.service\n");
    Files.writeString(proc.resolve("uptime"), "1 1");
    Files.createDirectory(proc.resolve("88"));
    try (Processes processes = Processes.below(proc.toString())) {
      ProcessIndex index = processes.scan();
      assertEquals(1, index.size());
      assertEquals(300, pid(processes, index, UID));
      assertEquals(300, pid(processes, index, null));
    }
  }

  @Test
  void those_beside_a_process_are_found_by_one_pass_and_checked_again() throws IOException {
    process(70, "(sh) S", 900, CGROUP);
    process(71, "(a) S", 901, CGROUP);
    process(72, "(b) S", 902, CGROUP);
    process(73, "(other) S", 903, CGROUP.replace(UID, OTHER_UID));
    try (Processes processes = Processes.below(proc.toString());
        ContainerProcess one = processes.open(71)) {
      Members members = processes.members();
      assertTrue(members.have(one));
      process(72, "(b) S", 902, "0::/system.slice/sshd.service\n");
      process(74, "(late) S", 904, CGROUP);
      try (ContainerProcess late = processes.open(74)) {
        assertFalse(members.have(late), "who comes later is looked for in a new pass");
      }
      List<Integer> found = new ArrayList<>();
      processes.eachBeside(members, one, process -> found.add(process.pid()));
      assertEquals(List.of(70, 71), found.stream().sorted().toList());
    }
  }

  @Test
  void the_pods_uid_must_stand_in_the_cgroup_too() throws IOException {
    process(70, "(sh) S", 900, CGROUP);
    try (Processes processes = Processes.below(proc.toString())) {
      ProcessIndex index = processes.scan();
      assertThrows(NoProcessException.class, () -> pid(processes, index, OTHER_UID));
      assertThrows(NoProcessException.class, () -> pid(processes, index, ""));
    }
  }

  @Test
  void a_process_that_has_become_another_ones_since_is_not_opened() throws IOException {
    process(70, "(sh) S", 900, CGROUP);
    try (Processes processes = Processes.below(proc.toString())) {
      ProcessIndex index = processes.scan();
      process(70, "(sh) S", 950, CGROUP.replace(UID, OTHER_UID));
      assertThrows(NoProcessException.class, () -> pid(processes, index, UID));
    }
  }

  @Test
  @NeedsRoot
  void a_real_process_is_found_by_its_control_group(@TempDir Path root) throws IOException {
    String cgroup = "kubepods/besteffort/pod" + UID + "/" + ID;
    try (TestContainer container = TestContainer.on(root).cgroup(cgroup).start();
        Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(processes.scan(), UID, CONTAINER)) {
      assertEquals(container.pid(), process.pid());
      assertTrue(process.isRunning());
      try (Fd mountInfo = process.open("mountinfo")) {
        assertTrue(
            new String(Read.all(mountInfo, 1 << 20), StandardCharsets.UTF_8).contains(" / rw"));
      }
    }
  }

  @Test
  @NeedsRoot
  void a_process_that_has_ended_gives_nothing_more(@TempDir Path root) throws IOException {
    try (Processes processes = Processes.ofHost()) {
      TestContainer container = TestContainer.on(root).start();
      try (ContainerProcess process = processes.open(container.pid())) {
        process.root().close();
        container.close();
        assertFalse(process.isRunning());
        assertThrows(LinuxException.class, process::root);
        assertThrows(LinuxException.class, () -> process.open("mountinfo"));
      }
      assertThrows(NoProcessException.class, () -> processes.open(container.pid()));
    }
  }

  private static int pid(Processes processes, ProcessIndex index, String uid) throws IOException {
    try (ContainerProcess process = processes.open(index, uid, CONTAINER)) {
      return process.pid();
    }
  }

  private void process(int pid, String nameAndState, long startTime, String cgroup)
      throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    String fields = " 0".repeat(18);
    Files.writeString(
        directory.resolve("stat"), pid + " " + nameAndState + fields + " " + startTime + " 0 0\n");
    Files.writeString(directory.resolve("cgroup"), cgroup);
  }
}
