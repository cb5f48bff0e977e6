package dev.imagescan.api.v1alpha1;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** What {@link ImageScan} and {@link ClusterImageScan} have in common for whoever plans them. */
public sealed interface Scan extends HasMetadata permits ImageScan, ClusterImageScan {

  /** What to scan. */
  ScanSpec getSpec();

  /** What was found, or null before the first report. */
  ScanStatus getStatus();

  /** Replaces the status in this object; writing it to the cluster is the caller's. */
  void setStatus(ScanStatus status);
}
