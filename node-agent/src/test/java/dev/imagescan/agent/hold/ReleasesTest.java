package dev.imagescan.agent.hold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountSource;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReleasesTest {

  private static final ReleasedCarrier ONE =
      new ReleasedCarrier("one", "containerd://0123456789ab");

  private final FakeNode node = new FakeNode();

  @Test
  void a_carrier_is_ended_once_as_long_as_it_is_in_the_plan() {
    Releases releases = new Releases(new Mounting(node, Optional.empty(), FaultPoints.NONE));
    releases.step(List.of(ONE), List.of(), List.of());
    releases.step(List.of(ONE), List.of(), List.of());
    assertEquals(List.of(ONE), node.released);
    releases.step(List.of(), List.of(), List.of());
    releases.step(List.of(ONE), List.of(), List.of());
    assertEquals(List.of(ONE, ONE), node.released);
  }

  @Test
  void a_carrier_of_which_something_is_wanted_or_held_is_not_ended() {
    PlannedMount of =
        new PlannedMount(
            "id",
            "shop/web",
            "web-1",
            "uid-web-1",
            "app",
            "containerd://0123456789ac",
            "/data",
            false,
            true,
            new MountSource(ONE.podUID(), ONE.containerID(), "/mounts/0"));
    MountResult busy = new MountResult(of, MountState.BUSY, "FileOpen", "", "", null);
    Releases releases = new Releases(new Mounting(node, Optional.empty(), FaultPoints.NONE));
    releases.step(List.of(ONE), List.of(of), List.of());
    releases.step(List.of(ONE), List.of(), List.of(busy));
    assertEquals(List.of(), node.released);
  }

  @Test
  void an_agent_that_may_not_mount_ends_nothing() {
    new Releases(new Mounting(node, Optional.of("not installed"), FaultPoints.NONE))
        .step(List.of(ONE), List.of(), List.of());
    assertEquals(List.of(), node.released);
  }

  @Test
  void a_process_is_ended_as_its_own_user_and_that_of_another_is_not() throws Exception {
    Process other =
        new ProcessBuilder("setpriv", "--reuid=65535", "--clear-groups", "sleep", "60").start();
    try (Processes processes = Processes.ofHost()) {
      awaitUser(other.pid(), 65535);
      try (ContainerProcess process = processes.open((int) other.pid())) {
        assertThrows(IOException.class, () -> process.end(65534), "another user's");
        assertTrue(other.isAlive(), "it was ended as another's");
        process.end(65535);
      }
      assertTrue(other.waitFor(10, TimeUnit.SECONDS), "it runs on");
      assertFalse(other.isAlive());
    } finally {
      other.destroyForcibly();
    }
  }

  private static void awaitUser(long pid, int user) throws Exception {
    Path directory = Path.of("/proc/" + pid);
    for (int i = 0; i < 200; i++) {
      if (Files.getAttribute(directory, "unix:uid").equals(user)) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("setpriv did not become user " + user);
  }
}
