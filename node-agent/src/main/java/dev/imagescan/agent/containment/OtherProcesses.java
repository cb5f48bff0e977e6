package dev.imagescan.agent.containment;

import java.util.List;

/**
 * The processes of a container besides its first one, and those threads of all of them that are
 * held otherwise than their process.
 *
 * @param differing those that are held otherwise than the first process or have another root, one
 *     of each kind
 * @param truncated whether there are more, or more kinds, than were looked at
 */
record OtherProcesses(List<ProcessFacts> all, List<View> differing, boolean truncated) {

  OtherProcesses {
    all = List.copyOf(all);
    differing = List.copyOf(differing);
  }
}
