package dev.imagescan.operator.watch;

import dev.imagescan.api.v1alpha1.ImageScan;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Optional;

/**
 * The scan that a run is about, where deletions are told of too. One that was made again under the
 * same name, before the SDK had told of the deletion, comes as that deletion, and the SDK forgets
 * it afterwards; only a change of the object makes it known again. So whoever asks this must be
 * told of every change ({@code generationAwareEventProcessing = false}), and changes the object
 * when it sees it for the first time.
 */
public final class Standing {

  private Standing() {}

  /** The scan as it is now; empty when there is none of that name. */
  public static Optional<ImageScan> of(ImageScan scan, Context<ImageScan> context) {
    return context.isPrimaryResourceDeleted()
        ? context.getPrimaryCache().get(ResourceID.fromResource(scan))
        : Optional.of(scan);
  }
}
