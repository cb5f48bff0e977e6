package dev.imagescan.agent.hold;

import static dev.imagescan.agent.hold.HoldsTrial.ID;
import static dev.imagescan.agent.hold.HoldsTrial.TARGET;
import static dev.imagescan.agent.hold.HoldsTrial.planned;
import static dev.imagescan.agent.hold.HoldsTrial.replaced;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each line of a table says: in this state, and when this is seen, that is done. */
class DecisionTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final PlacedMount PLACED =
      new PlacedMount(1L, List.of("7"), "0:1", "/", true, List.of());

  @ParameterizedTest
  @CsvSource({
    "MOUNTING, , OnTop, Note MOUNTED",
    "MOUNTING, , Covered, Note SHADOWED Covered",
    "MOUNTING, , Gone, Clear",
    "MOUNTING, , Cleared, Mount",
    "MOUNTING, , Unknown, Note FAILED KernelError",
    "MOUNTING, , Ended, Drop",
    "MOUNTING, , , Look",
    "MOUNTED, , OnTop, ''",
    "MOUNTED, , Covered, Note SHADOWED Covered",
    "MOUNTED, , Gone, Note FAILED Unmounted",
    "MOUNTED, , Unknown, ''",
    "MOUNTED, , Ended, Drop",
    "SHADOWED, Covered, OnTop, Note MOUNTED",
    "SHADOWED, Covered, Gone, Note FAILED Unmounted",
    "SHADOWED, CoveredReadOnly, OnTop, Replace",
    "FAILED, KernelError, Gone, Clear",
    "FAILED, TimedOut, OnTop, Note MOUNTED",
    "BUSY, FileOpen, OnTop, Note MOUNTED",
    "BUSY, Copied, Gone, SetAside",
    "BUSY, FileOpen, Tried, ''",
  })
  void what_is_wanted_as_it_is(MountState state, String reason, String seen, String done) {
    assertEquals(done, decide(List.of(planned()), entry(state, reason), seen));
  }

  @ParameterizedTest
  @CsvSource({
    "MOUNTED, , OnTop, Replace",
    "MOUNTED, , Covered, Note SHADOWED Covered",
    "MOUNTED, , Gone, SetAside",
    "FAILED, Unmounted, Gone, SetAside",
    "BUSY, FileOpen, OnTop, Replace",
  })
  void what_is_wanted_from_another_source(
      MountState state, String reason, String seen, String done) {
    assertEquals(done, decide(List.of(replaced()), entry(state, reason), seen));
  }

  @ParameterizedTest
  @CsvSource({
    "MOUNTED, , , Look",
    "MOUNTED, , OnTop, Remove",
    "MOUNTED, , Gone, Remove",
    "MOUNTED, , Covered, MakeReadOnly",
    "MOUNTED, , Ended, Drop",
    "MOUNTED, , Unknown, Note BUSY KernelError",
    "MOUNTING, , Gone, Remove",
    "SHADOWED, CoveredReadOnly, Covered, ''",
    "BUSY, FileOpen, Tried, ''",
  })
  void what_nobody_wants(MountState state, String reason, String seen, String done) {
    assertEquals(done, decide(List.of(), entry(state, reason), seen));
  }

  @Test
  void an_entry_of_the_container_before_its_restart_is_set_aside() {
    PlannedMount restarted = planned(ID, TARGET + "0", HoldsTrial.CARRIER, false);
    assertEquals("SetAside", decide(List.of(restarted), entry(MountState.MOUNTED, null), "OnTop"));
  }

  @Test
  void what_failed_without_a_trace_is_made_and_dropped_without_looking() {
    MountResult failed =
        new MountResult(planned(), MountState.FAILED, "SourceMissing", "no", "t", null);
    assertEquals("Mount", decide(List.of(planned()), failed, null));
    assertEquals("Drop", decide(List.of(), failed, null));
  }

  @Test
  void an_old_mount_stays_while_its_successor_is_not_there() {
    MountResult old = Aside.of(entry(MountState.MOUNTED, null), Set.of());
    MountResult failed = entry(MountState.FAILED, "KernelError");
    Retries retries = new Retries();
    retries.failed(ID, NOW);
    Map<String, MountResult> held = held(failed, old);
    Map<String, Seen> seen =
        Map.of(ID, new Seen.Gone(), old.planned().id(), new Seen.OnTop(PLACED));
    assertEquals("", decide(List.of(planned()), held, seen, Set.of(), retries));
    assertEquals(
        "Remove", decide(List.of(), held(old), seen, Set.of(), retries), "nobody wants either");
  }

  @Test
  void nothing_is_decided_about_a_place_where_something_is_under_way() {
    assertEquals(
        "",
        decide(
            List.of(planned()),
            held(entry(MountState.MOUNTED, null)),
            Map.of(),
            Set.of(ID),
            new Retries()));
  }

  private static MountResult entry(MountState state, String reason) {
    return new MountResult(planned(), state, reason, null, NOW.toString(), PLACED);
  }

  private static Map<String, MountResult> held(MountResult... entries) {
    Map<String, MountResult> held = new LinkedHashMap<>();
    for (MountResult entry : entries) {
      held.put(entry.planned().id(), entry);
    }
    return held;
  }

  private static String decide(List<PlannedMount> plan, MountResult held, String seen) {
    return decide(plan, held(held), seen(seen), Set.of(), new Retries());
  }

  private static Map<String, Seen> seen(String word) {
    if (word == null) {
      return Map.of();
    }
    return Map.of(
        ID,
        switch (word) {
          case "OnTop" -> new Seen.OnTop(PLACED);
          case "Covered" -> new Seen.Covered(PLACED);
          case "Gone" -> new Seen.Gone();
          case "Cleared" -> new Seen.Cleared();
          case "Ended" -> new Seen.Ended();
          case "Tried" -> new Seen.Tried();
          case "Unknown" -> new Seen.Unknown("KernelError", "no answer");
          default -> throw new IllegalArgumentException(word);
        });
  }

  private static String decide(
      List<PlannedMount> plan,
      Map<String, MountResult> held,
      Map<String, Seen> seen,
      Set<String> underway,
      Retries retries) {
    Situation situation = new Situation(held, seen, underway, retries, Optional.empty(), NOW);
    return Decision.decide(plan, situation).stream()
        .map(DecisionTest::words)
        .collect(Collectors.joining("; "));
  }

  private static String words(Action action) {
    String name = action.getClass().getSimpleName();
    return action instanceof Action.Note(MountResult now)
        ? name + " " + now.state() + (now.reason() == null ? "" : " " + now.reason())
        : name;
  }
}
