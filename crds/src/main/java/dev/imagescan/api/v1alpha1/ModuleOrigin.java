package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a kernel module comes from, as its own taint tells. */
public enum ModuleOrigin {
  /** Built with the kernel. */
  @JsonProperty("InTree")
  IN_TREE,
  /** Built apart from the kernel. */
  @JsonProperty("OutOfTree")
  OUT_OF_TREE
}
