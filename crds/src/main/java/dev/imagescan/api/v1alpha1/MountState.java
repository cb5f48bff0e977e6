package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a mount is. */
public enum MountState {
  /** It is about to be made: what is written down here may be there or not. */
  @JsonProperty("Mounting")
  MOUNTING,
  /** It is there, and nothing covers it. */
  @JsonProperty("Mounted")
  MOUNTED,
  /** It is there, but the container has mounted something else over it. */
  @JsonProperty("Shadowed")
  SHADOWED,
  /** It is not there; the reason is given. */
  @JsonProperty("Failed")
  FAILED,
  /** It is to go, and the container still uses it or a copy of it. */
  @JsonProperty("Busy")
  BUSY
}
