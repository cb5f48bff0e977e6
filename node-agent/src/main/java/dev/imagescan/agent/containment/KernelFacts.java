package dev.imagescan.agent.containment;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of the kernel decides who may mount what.
 *
 * @param fileSystems the types that it has now
 * @param modules whether it could load more of them
 * @param maxUserNamespaces how many user namespaces a user may have
 * @param userNamespacesRestricted whether a sysctl keeps those without privileges from them, or
 *     takes the capabilities in them
 * @param landlock whether processes can restrict themselves with Landlock
 * @param lastCapability the highest number of a capability
 */
record KernelFacts(
    Set<String> fileSystems,
    boolean modules,
    long maxUserNamespaces,
    boolean userNamespacesRestricted,
    boolean landlock,
    int lastCapability) {

  KernelFacts {
    fileSystems = Set.copyOf(fileSystems);
  }

  /** The types that a text like /proc/filesystems lists. */
  static Set<String> fileSystems(String text) {
    return Arrays.stream(text.split("\n"))
        .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
        .filter(type -> !type.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
