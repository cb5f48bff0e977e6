package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How bad a finding is, the worst first. */
public enum Severity {
  /** Whoever reaches it has the node or the cluster. */
  @JsonProperty("Critical")
  CRITICAL,
  /** Something that was ruled out is there. */
  @JsonProperty("High")
  HIGH,
  /** Something is there that was not allowed for. */
  @JsonProperty("Medium")
  MEDIUM,
  /** Something could not be told. */
  @JsonProperty("Low")
  LOW
}
