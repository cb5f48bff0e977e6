package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.MountTable;
import java.util.Optional;

/**
 * One process of a container, and what it sees.
 *
 * @param mounts its mount table
 * @param nodes the device nodes in its /dev
 * @param mountOwner the user namespace that owns its mount namespace, such as {@code
 *     user:[4026531837]}; empty where the kernel does not tell
 */
record View(
    ProcessFacts process, MountTable mounts, DeviceNodes nodes, Optional<String> mountOwner) {

  /** Whether it may mount with the capabilities that it has. */
  boolean mayMount(Facts facts) {
    boolean hostUsers = facts.isHost(process, Namespace.USER);
    boolean rules =
        mountOwner
            .map(owner -> hostUsers || owner.equals(process.namespaces().get(Namespace.USER)))
            .orElseGet(() -> hostUsers || !facts.isHost(process, Namespace.MNT));
    return process.status().may(Capability.SYS_ADMIN) && rules;
  }

  /**
   * Whether the process's root was changed within its mount namespace: then no mount that it can
   * see is at its root, often there is none at all, and it may not make user namespaces.
   */
  boolean isRootChanged() {
    return mounts.mounts().stream().noneMatch(mount -> mount.mountPoint().equals("/"));
  }
}
