package dev.imagescan.agent.containment;

import dev.imagescan.api.v1alpha1.NamespaceShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the namespaces that a container has in common with others of the node. */
final class Shares {

  private static final int MOST = 16;

  private Shares() {}

  /** Those of its first process. */
  static List<NamespaceShare> of(Facts facts) {
    List<NamespaceShare> shares = new ArrayList<>();
    for (Namespace kind : Namespace.values()) {
      with(facts, facts.first(), kind)
          .filter(other -> shares.size() < MOST)
          .ifPresent(
              other -> shares.add(new NamespaceShare(kind.id(), other.name(facts.podUid()))));
    }
    return shares;
  }

  /** Whether another process is in a namespace of the host or of a neighbour's all by itself. */
  static boolean isForeign(Facts facts, ProcessFacts other, Namespace kind) {
    return !facts.first().shares(kind, other.namespaces())
        && (facts.isHost(other, kind) || with(facts, other, kind).isPresent());
  }

  private static Optional<Neighbour> with(Facts facts, ProcessFacts process, Namespace kind) {
    return facts.isHost(process, kind)
        ? Optional.empty()
        : facts.neighbours().stream()
            .filter(neighbour -> neighbour.hasForeign(process, kind, facts.podUid()))
            .findFirst();
  }
}
