package dev.imagescan.api.v1alpha1;

import java.util.List;

/** The fields that both scan specifications have; absent lists are given as their defaults. */
public sealed interface ScanSpec permits ImageScanSpec, ClusterImageScanSpec {

  /** Which pods. */
  LabelSelector selector();

  /** Container names or globs. */
  List<String> containers();

  /** What to find out. */
  List<Inspection> inspect();

  /** A Go duration of at least one minute, or null for once a container. */
  String rescanInterval();

  /** Which licences packages may have, or null when any. */
  LicensePolicy licensePolicy();

  /** Findings that are accepted, or null when none. */
  List<IgnoredFinding> ignore();

  /** Whether nothing new is to be inspected; null is no. */
  Boolean suspend();

  /** Whether nothing new is to be inspected. */
  default boolean suspended() {
    return Boolean.TRUE.equals(suspend());
  }
}
