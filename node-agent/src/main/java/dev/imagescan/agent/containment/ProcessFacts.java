package dev.imagescan.agent.containment;

import java.util.EnumMap;
import java.util.Map;

/**
 * How one process is held.
 *
 * @param namespaces the links of its namespaces, such as {@code pid:[4026531836]}; those that could
 *     not be read are missing
 * @param label its AppArmor profile or SELinux context, one byte in each char; empty when none
 */
record ProcessFacts(ProcessStatus status, Map<Namespace, String> namespaces, String label) {

  ProcessFacts {
    namespaces =
        namespaces.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<Namespace, String>(namespaces));
  }

  /** The same without its name: equal for all that are held alike. */
  ProcessFacts nameless() {
    return new ProcessFacts(status.nameless(), namespaces, label);
  }

  /** Whether both are in the same namespace, as far as that is known. */
  boolean shares(Namespace kind, ProcessFacts with) {
    return shares(kind, with.namespaces());
  }

  /** Whether it is known that they are not in the same namespace. */
  boolean isApart(Namespace kind, ProcessFacts from) {
    String own = namespaces.get(kind);
    String its = from.namespaces().get(kind);
    return own != null && its != null && !own.equals(its);
  }

  /** Whether it is in one of these, as far as that is known. */
  boolean shares(Namespace kind, Map<Namespace, String> with) {
    String own = namespaces.get(kind);
    return own != null && own.equals(with.get(kind));
  }
}
