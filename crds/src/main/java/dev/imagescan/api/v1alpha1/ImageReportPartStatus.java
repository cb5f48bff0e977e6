package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The packages of one part. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageReportPartStatus(
    @JsonPropertyDescription("The packages, by type, name and version, where the last part ended.")
        @Size(max = 5000)
        List<ReportedPackage> packages) {

  /** An absent list is an empty one. */
  public ImageReportPartStatus {
    packages = packages == null ? List.of() : List.copyOf(packages);
  }
}
