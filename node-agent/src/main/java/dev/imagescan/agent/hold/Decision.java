package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be done next about a node's mounts, decided from the plan and the situation: a pure
 * function, so that an agent that dies at any point goes on from what is written down and what is
 * there. Nothing is done about an entry before it was looked at, and one thing at a time at a
 * place.
 */
final class Decision {

  private final Situation situation;

  private Decision(Situation situation) {
    this.situation = situation;
  }

  /** Decides; touches nothing. Planned mounts come in the plan's order, then what is to go. */
  static List<Action> decide(List<PlannedMount> plan, Situation situation) {
    Decision decision = new Decision(situation);
    List<Action> actions = new ArrayList<>();
    for (Situation.Place place : places(plan, situation.held())) {
      if (!situation.underway().contains(place.id())) {
        actions.addAll(decision.about(place));
      }
    }
    return actions;
  }

  private static List<Situation.Place> places(
      List<PlannedMount> plan, Map<String, MountResult> held) {
    Map<String, PlannedMount> planned = new LinkedHashMap<>();
    plan.forEach(mount -> planned.put(mount.id(), mount));
    Map<String, List<MountResult>> asides = new LinkedHashMap<>();
    planned.keySet().forEach(id -> asides.put(id, new ArrayList<>()));
    for (Map.Entry<String, MountResult> entry : held.entrySet()) {
      List<MountResult> ofPlace =
          asides.computeIfAbsent(Aside.place(entry.getKey()), _ -> new ArrayList<>());
      if (Aside.is(entry.getKey())) {
        ofPlace.add(entry.getValue());
      }
    }
    List<Situation.Place> places = new ArrayList<>();
    asides.forEach(
        (id, list) -> places.add(new Situation.Place(id, planned.get(id), held.get(id), list)));
    return places;
  }

  private List<Action> about(Situation.Place place) {
    List<Action> looks =
        Stream.concat(Stream.ofNullable(place.main()), place.asides().stream())
            .filter(entry -> entry.placed() != null && situation.seen(entry) == null)
            .<Action>map(Action.Look::new)
            .toList();
    if (!looks.isEmpty()) {
      return looks;
    }
    Optional<Action> first =
        place.planned() != null
            ? new WantedMount(situation, place).decide()
            : Optional.ofNullable(place.main()).flatMap(this::unwanted);
    return first
        .or(() -> place.asides().stream().flatMap(aside -> left(place, aside)).findFirst())
        .map(List::of)
        .orElse(List.of());
  }

  /** What another mount replaces goes when that is there, so that there is no gap. */
  private Stream<Action> left(Situation.Place place, MountResult aside) {
    boolean wouldLeaveGap =
        place.planned() != null
            && isOfContainer(aside, place.planned())
            && situation.seen(aside) instanceof Seen.OnTop
            && !isThere(place.main());
    return wouldLeaveGap ? Stream.empty() : unwanted(aside).stream();
  }

  private static boolean isThere(MountResult main) {
    return main != null
        && (main.state() == MountState.MOUNTED || main.state() == MountState.SHADOWED);
  }

  static boolean isOfContainer(MountResult entry, PlannedMount planned) {
    return entry.planned().containerID().equals(planned.containerID());
  }

  private Optional<Action> unwanted(MountResult held) {
    if (held.placed() == null) {
      return Optional.of(new Action.Drop(held.planned().id()));
    }
    return switch (situation.seen(held)) {
      case Seen.Ended _ -> Optional.of(new Action.Drop(held.planned().id()));
      case Seen.Tried _ -> Optional.empty();
      case Seen.Unknown unknown -> busy(held, unknown.reason(), unknown.message());
      case Seen.OnTop _, Seen.Gone _, Seen.Cleared _ when situation.mayInject() ->
          Optional.of(new Action.Remove(held));
      case Seen.Covered _ when situation.mayInject() ->
          Entries.COVERED_READ_ONLY.equals(held.reason())
              ? Optional.empty()
              : Optional.of(new Action.MakeReadOnly(held));
      case Seen.OnTop _, Seen.Gone _, Seen.Cleared _, Seen.Covered _ ->
          busy(
              held, Entries.DISABLED, "it is not unmounted: " + situation.disabled().orElseThrow());
    };
  }

  private Optional<Action> busy(MountResult held, String reason, String message) {
    MountResult now = Entries.with(held, MountState.BUSY, reason, message, situation.now());
    return WantedMount.note(held, now);
  }
}
