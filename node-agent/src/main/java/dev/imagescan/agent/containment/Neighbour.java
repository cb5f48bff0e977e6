package dev.imagescan.agent.containment;

import java.util.Map;
import java.util.Set;

/**
 * Another container of the node, as its first process shows it.
 *
 * @param podUid of its pod; empty when there is none
 * @param id the runtime's
 */
record Neighbour(String podUid, String id, Map<Namespace, String> namespaces) {

  private static final int SHORT = 12;

  /** What the containers of a pod do not have in common. */
  private static final Set<Namespace> OWN_IN_A_POD = Set.of(Namespace.MNT);

  /** What containers of different pods do not have in common. */
  private static final Set<Namespace> OWN =
      Set.of(Namespace.MNT, Namespace.NET, Namespace.IPC, Namespace.PID, Namespace.UTS);

  Neighbour {
    namespaces = Map.copyOf(namespaces);
  }

  /** Whether a process of another container is in that namespace of this one, and should not be. */
  boolean hasForeign(ProcessFacts process, Namespace kind, String itsPod) {
    Set<Namespace> own = podUid.equals(itsPod) && !podUid.isEmpty() ? OWN_IN_A_POD : OWN;
    return own.contains(kind) && process.shares(kind, namespaces);
  }

  /** Which one it is, for people. */
  String name(String itsPod) {
    String container = "container " + id.substring(0, Math.min(SHORT, id.length()));
    return podUid.isEmpty() || podUid.equals(itsPod) ? container : container + " of pod " + podUid;
  }
}
