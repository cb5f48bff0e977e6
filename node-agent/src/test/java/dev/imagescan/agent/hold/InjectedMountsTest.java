package dev.imagescan.agent.hold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NeedsRoot
@Timeout(60)
class InjectedMountsTest {

  private static final Predicate<List<dev.imagescan.api.v1alpha1.MountResult>> NOTHING =
      List::isEmpty;

  @TempDir private Path directory;

  @Test
  void a_volume_is_mounted_held_by_the_next_agent_and_taken_away_without_a_trace()
      throws Exception {
    try (LiveNode node = new LiveNode(directory)) {
      PlannedMount planned = node.planned(true);
      node.until(LiveNode.is(MountState.MOUNTED), planned);
      assertEquals("content", Files.readString(node.target.at("/made/data/file")));
      node.startAgent();
      node.until(LiveNode.is(MountState.MOUNTED), planned);
      assertEquals(List.of("/made", "/made/data"), node.entry().placed().made());
      node.until(NOTHING);
      assertFalse(Files.exists(node.target.at("/made")), "a directory is left");
    }
  }

  @Test
  void a_process_that_has_a_file_open_is_named_and_nothing_is_detached_under_it() throws Exception {
    try (LiveNode node = new LiveNode(directory)) {
      node.until(LiveNode.is(MountState.MOUNTED), node.planned(false));
      Process holder = node.inTarget("exec 7>/made/data/new; exec /busybox sleep 600");
      node.until(LiveNode.is(MountState.BUSY));
      assertEquals("FileOpen", node.entry().reason());
      String message = node.entry().message();
      assertTrue(message.contains("/made/data/new"), message);
      assertTrue(message.contains("container app") && message.contains("on the node"), message);
      assertTrue(node.target.isMounted("/made/data"), "it was detached");
      holder.destroyForcibly().waitFor();
      node.until(NOTHING);
    }
  }

  @Test
  void a_copy_in_another_mount_namespace_is_named_after_the_mount_itself_is_gone()
      throws Exception {
    try (LiveNode node = new LiveNode(directory)) {
      node.until(LiveNode.is(MountState.MOUNTED), node.planned(false));
      Process holder = node.inTarget("exec /busybox unshare -m /busybox sleep 600");
      Path namespace = Path.of("/proc/" + holder.pid() + "/ns/mnt");
      Path targets = Path.of("/proc/" + node.target.pid() + "/ns/mnt");
      while (Files.readSymbolicLink(namespace).equals(Files.readSymbolicLink(targets))) {
        Thread.sleep(5);
      }
      node.until(LiveNode.is(MountState.BUSY));
      assertEquals("Copied", node.entry().reason());
      assertTrue(node.entry().message().contains("/made/data"), node.entry().message());
      assertFalse(node.target.isMounted("/made/data"), "it could have been unmounted");
      holder.destroyForcibly().waitFor();
      node.until(NOTHING);
    }
  }

  @Test
  void an_agent_that_finds_only_the_expectation_finds_the_mount() throws Exception {
    try (LiveNode node = new LiveNode(directory)) {
      PlannedMount planned = node.planned(true);
      node.until(LiveNode.is(MountState.MOUNTED), planned);
      List<String> ids = node.entry().placed().mountIDs();
      node.crashBefore(ids.subList(0, 1));
      node.until(LiveNode.is(MountState.MOUNTED), planned);
      assertEquals(ids, node.entry().placed().mountIDs());
    }
  }

  @Test
  void a_container_that_ended_needs_no_entry() throws Exception {
    try (LiveNode node = new LiveNode(directory)) {
      node.until(LiveNode.is(MountState.MOUNTED), node.planned(false));
      node.endTarget();
      node.until(NOTHING);
    }
  }
}
