package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a process of a container can mount something. */
public enum MountAnswer {
  /** It can, as it is. */
  @JsonProperty("Directly")
  DIRECTLY,
  /** It can, in a new user namespace that it makes. */
  @JsonProperty("ThroughUserNamespace")
  THROUGH_USER_NAMESPACE,
  /** It cannot. */
  @JsonProperty("No")
  NO,
  /** It cannot be told from outside. */
  @JsonProperty("Unknown")
  UNKNOWN
}
