package dev.imagescan.agent.hold;

import static dev.imagescan.agent.hold.HoldsTrial.CARRIER;
import static dev.imagescan.agent.hold.HoldsTrial.ID;
import static dev.imagescan.agent.hold.HoldsTrial.OTHER_CARRIER;
import static dev.imagescan.agent.hold.HoldsTrial.TARGET;
import static dev.imagescan.agent.hold.HoldsTrial.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent is killed at each step of a mount's life; the next one starts from the status alone. */
class CrashTest {

  /** No handler catches it, as none runs in a process that is killed. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private final HoldsTrial trial = new HoldsTrial();
  private final Set<Step> reached = EnumSet.noneOf(Step.class);

  @ParameterizedTest
  @EnumSource
  void after_a_crash_every_wanted_mount_is_there_once_and_none_is_left_after_removal(Step step) {
    liveThrough(step, 1, false);
  }

  @ParameterizedTest
  @EnumSource
  void the_same_where_the_ids_are_not_known_beforehand(Step step) {
    liveThrough(step, 1, true);
  }

  @ParameterizedTest
  @EnumSource
  void the_same_when_the_step_is_reached_for_the_second_time(Step step) {
    liveThrough(step, 2, false);
  }

  @ParameterizedTest
  @CsvSource({"BEFORE_PLACE", "AFTER_MAKE_MOUNT_POINT", "AFTER_PLACE", "AFTER_BENEATH"})
  void nothing_is_left_when_the_plan_was_withdrawn_while_no_agent_ran(Step step) {
    killAt(step, 1);
    List<PlannedMount[]> plans = new ArrayList<>();
    plans.add(new PlannedMount[] {planned(ID, TARGET, CARRIER, false)});
    plans.add(new PlannedMount[] {planned(ID, TARGET, OTHER_CARRIER, false)});
    plans.forEach(
        plan -> {
          if (!reached.contains(step)) {
            untilKilled(plan);
          }
        });
    trial.startAgent(FaultPoints.NONE);
    trial.settle();
    assertNothingLeft();
  }

  @Test
  void every_step_is_reached_in_the_life_of_a_mount() {
    trial.startAgent(reached::add);
    trial.settle(planned(ID, TARGET, CARRIER, false));
    trial.settle(planned(ID, TARGET, OTHER_CARRIER, false));
    trial.settle();
    assertEquals(EnumSet.allOf(Step.class), reached);
  }

  private void liveThrough(Step step, int time, boolean readOnly) {
    killAt(step, time);
    settle(planned(ID, TARGET, CARRIER, readOnly));
    assertThere(CARRIER);
    settle(planned(ID, TARGET, OTHER_CARRIER, readOnly));
    assertThere(OTHER_CARRIER);
    settle();
    assertNothingLeft();
    assertTrue(reached.contains(step), "the step was not reached, so nothing was tried");
  }

  /** Works on, by another agent when the first is killed. */
  private void settle(PlannedMount... plan) {
    if (untilKilled(plan)) {
      trial.startAgent(reached::add);
      trial.settle(plan);
    }
  }

  private boolean untilKilled(PlannedMount... plan) {
    try {
      trial.settle(plan);
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  private void killAt(Step fault, int time) {
    int[] times = new int[1];
    trial.startAgent(
        step -> {
          reached.add(step);
          if (step == fault && ++times[0] == time) {
            throw new Killed();
          }
        });
  }

  private void assertThere(String carrier) {
    assertEquals(List.of("0:" + carrier), trial.devices());
    assertEquals(MountState.MOUNTED, trial.entry().state());
    assertEquals(1, trial.status.size(), "entries: " + trial.status);
    assertEquals(
        trial.target().at("/data").getLast().id(), trial.entry().placed().mountIDs().getLast());
  }

  private void assertNothingLeft() {
    assertEquals(List.of(), trial.devices());
    assertEquals(List.of(), trial.status);
    assertEquals(Set.of(), trial.target().directories, "directories that were made");
  }
}
