package dev.imagescan.agent.inject;

/** What is seen of a mount of ours in its container's mount namespace. */
public sealed interface Sight {

  /** It is there, and the container sees it. */
  record OnTop() implements Sight {}

  /** It is there, and something that the container mounted covers it. */
  record Covered() implements Sight {}

  /** It is not there. */
  record Gone() implements Sight {}
}
