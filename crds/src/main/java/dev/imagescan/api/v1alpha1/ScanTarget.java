package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a {@link ClusterImageScan} looks at. */
public enum ScanTarget {
  /** The running containers of pods. */
  @JsonProperty("Pods")
  PODS,
  /** The nodes themselves: see {@link NodeReport}. */
  @JsonProperty("Nodes")
  NODES
}
