package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The union of what all scans want of one node. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeScanSpec(
    @JsonPropertyDescription("The containers that scans want to know about.") @Size(max = 2048)
        List<PlannedContainer> containers,
    @JsonPropertyDescription(
            "The ImageReports that this node is to fill in, each from a planned container that"
                + " names it.")
        @Size(max = 1024)
        List<String> images,
    @JsonPropertyDescription("The mounts that scans want in containers; all others of ours go.")
        @Size(max = 1024)
        List<PlannedMount> mounts,
    @JsonPropertyDescription(
            "Carriers that wait to be emptied before they end, and are empty: the agent ends them.")
        @Size(max = 128)
        List<ReleasedCarrier> release,
    @JsonPropertyDescription("What scans want to know about the node itself; absent when nothing.")
        PlannedNode node) {

  /** Absent lists are empty ones. */
  public NodeScanSpec {
    containers = containers == null ? List.of() : List.copyOf(containers);
    images = images == null ? List.of() : List.copyOf(images);
    mounts = mounts == null ? List.of() : List.copyOf(mounts);
    release = release == null ? List.of() : List.copyOf(release);
  }

  /** A plan that leaves out the node itself. */
  public NodeScanSpec(
      List<PlannedContainer> containers,
      List<String> images,
      List<PlannedMount> mounts,
      List<ReleasedCarrier> release) {
    this(containers, images, mounts, release, null);
  }

  /** A plan without mounts. */
  public NodeScanSpec(List<PlannedContainer> containers, List<String> images) {
    this(containers, images, null, null);
  }
}
