package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of a file since the image. */
public enum FileChange {
  /** The image has none of that name. */
  @JsonProperty("Added")
  ADDED,
  /** Its content, owner, mode or type differs. */
  @JsonProperty("Changed")
  CHANGED,
  /** The image has it, the container has not. */
  @JsonProperty("Removed")
  REMOVED
}
