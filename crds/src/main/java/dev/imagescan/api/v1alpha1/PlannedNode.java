package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What all scans together want to know about the node itself. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedNode(
    @JsonPropertyDescription(
            "What to find out: Packages, Mounts, or both; the kernel and the runtimes always are."
                + " The report then says that and no more. Absent, because all scans of the node"
                + " are suspended, keeps the report that there is.")
        @Size(max = 4)
        List<Inspection> inspect,
    @JsonPropertyDescription(
            "The start of the latest round of inspections that scans ask for: when a scan or the"
                + " Node was made, or when a rescanInterval began. An inspection that answers an"
                + " earlier one is done again.")
        String inspectAfter) {

  /** An absent list is an empty one. */
  public PlannedNode {
    inspect = inspect == null ? List.of() : List.copyOf(inspect);
  }
}
