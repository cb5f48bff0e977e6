package dev.imagescan.operator.inject;

import dev.imagescan.operator.cluster.PodTraits;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a pod's security context decides how kubelet makes its volumes accessible. Targets that
 * differ in it need carriers of their own.
 *
 * @param fsGroup the group that volumes are given to, or null
 * @param fsGroupChangePolicy when kubelet does that, or null
 * @param seLinuxLevel the SELinux level, or null
 */
public record Group(Long fsGroup, String fsGroupChangePolicy, String seLinuxLevel) {

  /** The group of a target's pod. */
  static Group of(PodTraits traits) {
    return new Group(traits.fsGroup(), traits.fsGroupChangePolicy(), traits.seLinuxLevel());
  }

  /** For people, such as {@code fsGroup=2000,seLinuxLevel=s0:c1}; empty when nothing is set. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    add(parts, "fsGroup", fsGroup);
    add(parts, "fsGroupChangePolicy", fsGroupChangePolicy);
    add(parts, "seLinuxLevel", seLinuxLevel);
    return String.join(",", parts);
  }

  private static void add(List<String> parts, String name, Object value) {
    if (value != null) {
      parts.add(name + "=" + value);
    }
  }
}
