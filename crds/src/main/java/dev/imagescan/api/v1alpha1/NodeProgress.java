package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many nodes take part in a scan, and how many have nothing left to do. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeProgress(
    @JsonPropertyDescription(
            "Nodes with matching containers, and nodes that are looked at themselves.")
        int total,
    @JsonPropertyDescription("Of these, nodes with nothing left to do.") int done,
    @JsonPropertyDescription(
            "Of these, nodes that could not be read themselves: see failures. Absent when none.")
        Integer failed) {

  /** None of the nodes failed. */
  public NodeProgress(int total, int done) {
    this(total, done, null);
  }

  /** No failures are absent ones. */
  public NodeProgress {
    failed = failed == null || failed == 0 ? null : failed;
  }
}
