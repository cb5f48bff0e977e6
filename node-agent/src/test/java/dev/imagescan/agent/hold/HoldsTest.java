package dev.imagescan.agent.hold;

import static dev.imagescan.agent.hold.HoldsTrial.CARRIER;
import static dev.imagescan.agent.hold.HoldsTrial.ID;
import static dev.imagescan.agent.hold.HoldsTrial.OTHER_CARRIER;
import static dev.imagescan.agent.hold.HoldsTrial.TARGET;
import static dev.imagescan.agent.hold.HoldsTrial.planned;
import static dev.imagescan.agent.hold.HoldsTrial.replaced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldsTest {

  private static final String RESTARTED = "containerd://dddddddddddd";

  private final HoldsTrial trial = new HoldsTrial();
  private final FakeNode node = trial.node;

  @Test
  void a_planned_mount_is_made_once_and_held() {
    trial.settle(planned());
    assertEquals(List.of("0:" + CARRIER), trial.devices());
    assertEquals(MountState.MOUNTED, trial.entry().state());
    assertEquals(List.of("/data"), trial.entry().placed().made());
    assertEquals(0, node.openClones, "clones that pin the volume");
  }

  @Test
  void many_mounts_are_written_down_in_one_write_before_any_of_them_is_seen() {
    PlannedMount[] plan =
        IntStream.range(0, 50)
            .mapToObj(i -> planned("id" + i, TARGET, CARRIER, false))
            .toArray(PlannedMount[]::new);
    trial.rounds(plan);
    assertEquals(50, trial.devices().size());
    assertEquals(1, trial.writesAhead);
  }

  @Test
  void nothing_is_placed_when_the_write_ahead_is_refused() {
    trial.takesWrites = false;
    trial.rounds(planned());
    assertEquals(List.of(), trial.devices());
    assertEquals(0, node.openClones, "clones that pin the volume");
    trial.takesWrites = true;
    trial.pass(Duration.ofMinutes(1));
    trial.settle(planned());
    assertEquals(1, trial.devices().size());
  }

  @Test
  void what_is_not_planned_any_more_is_unmounted_and_its_directory_removed() {
    trial.settle(planned());
    trial.settle();
    assertEquals(List.of(), trial.devices());
    assertEquals(List.of(), trial.status);
    assertFalse(trial.target().directories.contains("/data"), "the directory is left");
  }

  @Test
  void another_source_replaces_the_old_one_without_a_gap() {
    trial.settle(planned());
    trial.settle(replaced());
    assertEquals(List.of("0:" + OTHER_CARRIER), trial.devices());
    assertTrue(node.calls.contains("replace " + ID), "calls: " + node.calls);
    assertEquals(1, trial.status.size(), "entries: " + trial.status);
    assertEquals(replaced(), trial.entry().planned());
    trial.settle();
    assertFalse(trial.target().directories.contains("/data"), "the directory is left");
  }

  @Test
  void an_old_mount_that_is_used_stays_on_top_and_names_its_source_until_it_is_not() {
    trial.settle(planned());
    trial.target().openFiles.addAll(trial.entry().placed().mountIDs());
    trial.settle(replaced());
    assertEquals(List.of("0:" + OTHER_CARRIER, "0:" + CARRIER), trial.devices());
    assertEquals(MountState.SHADOWED, trial.entry().state());
    var old = trial.status.stream().filter(e -> !e.planned().id().equals(ID)).findFirst().get();
    assertEquals(MountState.BUSY, old.state());
    assertEquals(CARRIER, old.planned().source().containerID());
    trial.target().openFiles.clear();
    trial.settle(replaced());
    assertEquals(List.of("0:" + OTHER_CARRIER), trial.devices());
    assertEquals(MountState.MOUNTED, trial.entry().state());
    assertEquals(1, trial.status.size(), "entries: " + trial.status);
  }

  @Test
  void a_mount_whose_new_source_is_missing_keeps_the_old_one_and_says_so() {
    trial.settle(planned());
    node.failures.put("detach " + ID, "SourceMissing");
    trial.settle(replaced());
    assertEquals(List.of("0:" + CARRIER), trial.devices());
    assertEquals(MountState.MOUNTED, trial.entry().state());
    assertEquals("SourceMissing", trial.entry().reason());
    assertEquals(planned(), trial.entry().planned());
    node.failures.clear();
    trial.pass(Duration.ofMinutes(5));
    trial.settle(replaced());
    assertEquals(List.of("0:" + OTHER_CARRIER), trial.devices());
    assertNull(trial.entry().reason());
  }

  @Test
  void a_restarted_container_is_mounted_into_anew() {
    trial.settle(planned());
    node.containers.remove(TARGET);
    node.run(RESTARTED);
    PlannedMount again = planned(ID, RESTARTED, CARRIER, false);
    trial.settle(again);
    assertEquals(List.of("0:" + CARRIER), node.devicesAt(RESTARTED, "/data"));
    assertEquals(1, trial.status.size(), "entries: " + trial.status);
    assertEquals(again, trial.entry().planned());
  }

  @Test
  void one_of_two_mounts_of_a_volume_goes_whatever_the_other_is_used_for() {
    PlannedMount other =
        new PlannedMount(
            "another",
            planned().scan(),
            planned().pod(),
            planned().podUID(),
            planned().container(),
            planned().containerID(),
            "/other",
            false,
            true,
            planned().source());
    trial.settle(planned(), other);
    trial.target().copies.add(trial.entry().placed().device());
    trial.settle(planned());
    assertEquals(List.of(planned()), trial.status.stream().map(MountResult::planned).toList());
    trial.settle();
    assertEquals(MountState.BUSY, trial.entry().state(), "the last one of the volume");
    trial.target().copies.clear();
    trial.pass(Duration.ofMinutes(1));
    trial.settle();
    assertEquals(List.of(), trial.status);
  }

  @Test
  void an_ended_container_needs_no_entry() {
    trial.settle(planned());
    node.containers.remove(TARGET);
    trial.settle();
    assertEquals(List.of(), trial.status);
  }

  @Test
  void a_mount_that_the_container_unmounted_is_reported_and_not_made_again() {
    trial.settle(planned());
    trial.target().at("/data").clear();
    trial.settle(planned());
    assertEquals(MountState.FAILED, trial.entry().state());
    assertEquals("Unmounted", trial.entry().reason());
    trial.pass(Duration.ofHours(1));
    trial.settle(planned());
    assertEquals(List.of(), trial.devices());
    trial.settle(replaced());
    assertEquals(List.of("0:" + OTHER_CARRIER), trial.devices(), "a new plan is a new attempt");
  }

  @Test
  void a_covered_mount_is_told_and_not_fought_and_seen_again_afterwards() {
    trial.settle(planned());
    trial.target().at("/data").add(new FakeNode.Mounted("9999", null, "/"));
    trial.settle(planned());
    assertEquals(MountState.SHADOWED, trial.entry().state());
    assertEquals("Covered", trial.entry().reason());
    trial.target().at("/data").removeLast();
    trial.settle(planned());
    assertEquals(MountState.MOUNTED, trial.entry().state());
  }

  @Test
  void a_covered_mount_that_is_to_go_is_made_read_only_and_kept_until_it_can() {
    trial.settle(planned());
    trial.target().at("/data").add(new FakeNode.Mounted("9999", null, "/"));
    trial.settle();
    assertEquals(MountState.SHADOWED, trial.entry().state());
    assertEquals("CoveredReadOnly", trial.entry().reason());
    assertEquals(1, node.calls.stream().filter(("makeReadOnly " + ID)::equals).count());
    trial.target().at("/data").removeLast();
    trial.settle();
    assertEquals(List.of(), trial.devices());
    assertEquals(List.of(), trial.status);
  }

  @Test
  void a_mount_that_was_made_read_only_is_replaced_when_it_is_wanted_again() {
    trial.settle(planned());
    trial.target().at("/data").add(new FakeNode.Mounted("9999", null, "/"));
    trial.settle();
    trial.target().at("/data").removeLast();
    String readOnly = trial.entry().placed().mountIDs().getFirst();
    trial.settle(planned());
    assertEquals(MountState.MOUNTED, trial.entry().state());
    assertFalse(trial.entry().placed().mountIDs().contains(readOnly), "it is still read-only");
  }

  @Test
  void a_used_mount_that_is_to_go_is_busy_and_goes_when_it_is_free() {
    trial.settle(planned());
    trial.target().openFiles.addAll(trial.entry().placed().mountIDs());
    trial.settle();
    assertEquals(MountState.BUSY, trial.entry().state());
    assertEquals("FileOpen", trial.entry().reason());
    assertTrue(trial.entry().message().contains("tail"), trial.entry().message());
    trial.target().openFiles.clear();
    trial.settle();
    assertEquals(List.of(), trial.status);
  }

  @Test
  void a_copy_holds_the_entry_after_the_mount_itself_is_gone() {
    trial.settle(planned());
    trial.target().copies.add("0:" + CARRIER);
    trial.settle();
    assertEquals(List.of(), trial.devices());
    assertEquals("Copied", trial.entry().reason());
    trial.target().copies.clear();
    trial.settle();
    assertEquals(List.of(), trial.status);
  }

  @Test
  void what_failed_is_tried_again_after_a_while_and_at_once_when_the_plan_changes() {
    node.failures.put("place " + ID, "KernelError");
    trial.rounds(planned());
    assertEquals(MountState.FAILED, trial.entry().state());
    assertEquals(List.of("KernelError"), trial.failures);
    node.failures.clear();
    trial.rounds(planned());
    assertEquals(MountState.FAILED, trial.entry().state(), "it was not waited");
    trial.rounds(replaced());
    assertEquals(MountState.MOUNTED, trial.entry().state());
  }

  @Test
  void a_mount_that_was_placed_although_its_call_failed_is_found_and_not_made_twice() {
    node.failures.put("place " + ID, "TimedOut");
    trial.rounds(planned(ID, TARGET, CARRIER, true));
    trial.target().at("/data").add(new FakeNode.Mounted("777", "0:" + CARRIER, "/mounts/0"));
    node.failures.clear();
    trial.settle(planned(ID, TARGET, CARRIER, true));
    assertEquals(1, trial.devices().size());
    assertEquals(MountState.MOUNTED, trial.entry().state());
    assertEquals(List.of("777"), trial.entry().placed().mountIDs());
  }

  @Test
  void without_the_capabilities_every_wanted_mount_says_why() {
    trial.mayNotInject();
    trial.settle(planned());
    assertEquals(MountState.FAILED, trial.entry().state());
    assertEquals("InjectionDisabled", trial.entry().reason());
    assertTrue(trial.entry().message().contains("ask the administrator"));
    assertEquals(List.of(), node.calls);
    trial.settle();
    assertEquals(List.of(), trial.status);
  }

  @Test
  void without_the_capabilities_what_is_there_is_not_forgotten() {
    trial.settle(planned());
    trial.mayNotInject();
    trial.settle();
    assertEquals(MountState.BUSY, trial.entry().state());
    assertEquals("InjectionDisabled", trial.entry().reason());
  }
}
