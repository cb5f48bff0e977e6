package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The outcome of reading something. */
public enum State {
  /** It was read; the report says what was left out, if anything. */
  @JsonProperty("Inspected")
  INSPECTED,
  /** It could not be read; the reason is given. */
  @JsonProperty("Failed")
  FAILED
}
