package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Something about a container that is not as it should be. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportFinding(
    @JsonPropertyDescription("What kind of finding it is; docs/findings has a page for each.")
        @Required
        @Size(max = 64)
        String id,
    @JsonPropertyDescription("How bad it is.") @Required Severity severity,
    @JsonPropertyDescription(
            "What is wrong, in a sentence for people; absent for Low ones, which their page explains.")
        @Size(max = 512)
        String message) {}
