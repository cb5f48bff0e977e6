package dev.imagescan.agent.containment;

import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a container can mount, and what stops it. */
final class MountAbilities {

  private MountAbilities() {}

  /** One answer for each kind. */
  static Map<MountKind, Walls.Answer> answers(Facts facts, View view) {
    Walls walls = new Walls(facts, view);
    Map<MountKind, Walls.Answer> answers = new EnumMap<>(MountKind.class);
    for (MountKind kind : MountKind.values()) {
      answers.put(kind, walls.answer(kind));
    }
    return answers;
  }

  /** Those with the same answer and wall together, what it can first. */
  static List<MountAbility> grouped(Map<MountKind, Walls.Answer> answers) {
    Map<Walls.Answer, List<String>> groups = new LinkedHashMap<>();
    answers.forEach(
        (kind, answer) -> groups.computeIfAbsent(answer, key -> new ArrayList<>()).add(kind.id()));
    return groups.entrySet().stream()
        .map(
            group ->
                new MountAbility(
                    group.getKey().answer(),
                    id(group.getKey().wall()),
                    group.getValue(),
                    id(group.getKey().unless())))
        .sorted(Comparator.comparing(MountAbility::answer))
        .toList();
  }

  private static String id(Wall wall) {
    return wall == null ? null : wall.id();
  }

  /** Whether the same can be mounted, and if not, from whichever wall that comes. */
  static boolean areAlike(Map<MountKind, Walls.Answer> some, Map<MountKind, Walls.Answer> others) {
    return some.keySet().stream()
        .allMatch(
            kind ->
                some.get(kind).answer() == others.get(kind).answer()
                    && some.get(kind).unless() == others.get(kind).unless());
  }

  /** How many kinds it can mount. */
  static long count(Map<MountKind, Walls.Answer> answers) {
    return answers.values().stream().filter(answer -> can(answer.answer())).count();
  }

  static boolean can(MountAnswer answer) {
    return answer == MountAnswer.DIRECTLY || answer == MountAnswer.THROUGH_USER_NAMESPACE;
  }
}
