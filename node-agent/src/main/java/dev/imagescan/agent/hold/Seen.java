package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.PlacedMount;

/** What became of a mount of ours, as far as was seen. */
public sealed interface Seen {

  /** It is there, and whoever opens its mount point gets it. */
  record OnTop(PlacedMount placed) implements Seen {}

  /** It is there, and something else lies over it. */
  record Covered(PlacedMount placed) implements Seen {}

  /** The container's mount namespace has no such mount. */
  record Gone() implements Seen {}

  /** It is gone, and what an attempt to make it may have left was cleared away. */
  record Cleared() implements Seen {}

  /** The container has ended, and with it its mount namespace. */
  record Ended() implements Seen {}

  /** It could not be told. */
  record Unknown(String reason, String message) implements Seen {}

  /** Something was just tried about it; it is not looked at again before a while. */
  record Tried() implements Seen {}
}
