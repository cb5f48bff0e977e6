package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much separates a container from its host, the most first. */
public enum ContainmentVerdict {
  /** All walls that a container usually has are up. */
  @JsonProperty("confined")
  CONFINED,
  /** Some are down; what is left still keeps it from the host. */
  @JsonProperty("weakened")
  WEAKENED,
  /** It can take the host over. */
  @JsonProperty("privileged")
  PRIVILEGED,
  /** It can, and lives on the host besides: in its namespaces or with its files. */
  @JsonProperty("super-privileged")
  SUPER_PRIVILEGED
}
