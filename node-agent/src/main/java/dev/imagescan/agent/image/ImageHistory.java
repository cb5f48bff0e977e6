package dev.imagescan.agent.image;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which layers an image has, or why that is not known.
 *
 * @param layers the lowest first; none when it is not known
 * @param unknown a sentence that tells what is not known of them, and why
 */
public record ImageHistory(List<ImageLayer> layers, Optional<String> unknown) {

  /** Nothing of this may change. */
  public ImageHistory {
    layers = List.copyOf(layers);
  }

  /** All is known. */
  public static ImageHistory of(List<ImageLayer> layers) {
    return new ImageHistory(layers, Optional.empty());
  }

  /** Nothing is known. */
  public static ImageHistory unknown(String reason) {
    return new ImageHistory(List.of(), Optional.of(reason));
  }

  /** The same, with nameless layers where no more is known than how many there are. */
  public ImageHistory of(int count) {
    return layers.isEmpty()
        ? new ImageHistory(Collections.nCopies(count, new ImageLayer("", "")), unknown)
        : this;
  }

  /** The layer of a number as packages have it: 0 is the lowest. */
  public Optional<ImageLayer> layer(int number) {
    return number >= 0 && number < layers.size()
        ? Optional.of(layers.get(number))
        : Optional.empty();
  }
}
