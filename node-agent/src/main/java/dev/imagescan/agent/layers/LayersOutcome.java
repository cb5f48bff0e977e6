package dev.imagescan.agent.layers;

/** A container's layers, or why they are not to be had. */
public sealed interface LayersOutcome permits Layers, LayersOutcome.Unavailable {

  /**
   * The layers cannot be read one by one; the container's merged view may be.
   *
   * @param reason a sentence for people
   */
  record Unavailable(String reason) implements LayersOutcome {}
}
