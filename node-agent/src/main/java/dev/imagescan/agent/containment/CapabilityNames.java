package dev.imagescan.agent.containment;

import java.util.List;

/** Puts capabilities into words for those who know them as bits. */
public final class CapabilityNames {

  private CapabilityNames() {}

  /**
   * The names of capabilities(7) without CAP_, in alphabetical order; unknown ones are left out.
   */
  public static List<String> of(long mask) {
    return Capability.of(mask).stream().map(Capability::name).sorted().toList();
  }
}
