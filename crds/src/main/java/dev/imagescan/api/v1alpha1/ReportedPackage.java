package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One package of an image, or of a running container. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportedPackage(
    @JsonPropertyDescription("The package URL's type, such as deb, npm or maven.")
        @Required
        @Size(max = 32)
        String type,
    @JsonPropertyDescription(
            "Its full name, as its ecosystem writes it: @scope/name for npm, group:artifact for"
                + " maven, the module path for golang.")
        @Required
        @Size(max = 256)
        String name,
    @JsonPropertyDescription("Its version, in the package manager's own writing.")
        @Required
        @Size(max = 256)
        String version,
    @JsonPropertyDescription("Its architecture, as the package manager names it.") @Size(max = 32)
        String architecture,
    @JsonPropertyDescription("The source package that it was built from, if named otherwise.")
        @Size(max = 256)
        String source,
    @JsonPropertyDescription("Its licence as an SPDX expression; absent when none is known.")
        @Size(max = 512)
        String license,
    @JsonPropertyDescription(
            "How the licence is known; absent when none is. Declared: the package's metadata names"
                + " it. File: a file of the package names it. Text: a file of the package holds its"
                + " text.")
        LicenseEvidence evidence,
    @JsonPropertyDescription(
            "The layer that brought it or changed it last, as an index into the report's layers:"
                + " 0 is the base. Absent when the layers are not told apart.")
        Integer layer,
    @JsonPropertyDescription(
            "Package URLs by which the same package is known as well, such as the pypi one of a"
                + " Python module that a deb brought.")
        @Size(max = 8)
        List<String> also) {

  /** An absent list stays absent, and so does an empty one. */
  public ReportedPackage {
    also = also == null || also.isEmpty() ? null : List.copyOf(also);
  }
}
