package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One thing that can be found out about a container. */
public enum Inspection {
  /** The packages of its image, with their licences. */
  @JsonProperty("Packages")
  PACKAGES,
  /** Its mount table. */
  @JsonProperty("Mounts")
  MOUNTS,
  /** What it changed in its files since its image. */
  @JsonProperty("Drift")
  DRIFT,
  /** What separates its processes from the host, and whether they could mount. */
  @JsonProperty("Containment")
  CONTAINMENT
}
