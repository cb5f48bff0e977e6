package dev.imagescan.agent.inspect;

import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.util.Optional;

/**
 * What a root file system holds.
 *
 * @param distribution its distribution, when its os-release file says one
 * @param catalogue its packages, and what had to be passed over
 * @param layers the layers that packages' numbers count; none where they are not told apart
 */
public record RootContent(
    Optional<Distribution> distribution, Catalogue catalogue, ImageHistory layers) {

  /** The same with the problem that a part of it may be hidden in truth. */
  RootContent uncertain() {
    return new RootContent(distribution, catalogue.with("/", Unreadable.UNCERTAIN), layers);
  }
}
