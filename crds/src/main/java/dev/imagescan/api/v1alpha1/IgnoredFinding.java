package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A kind of finding that somebody has looked at and lives with, why, and until when. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IgnoredFinding(
    @JsonPropertyDescription("The finding's ID, such as HostNetwork; docs/findings lists them.")
        @Required
        @Size(min = 1, max = 64)
        String id,
    @JsonPropertyDescription("Why that is as it should be, for whoever reads it next.")
        @Required
        @Size(min = 1, max = 256)
        String reason,
    @JsonPropertyDescription(
            "The last day on which it is ignored, such as 2027-03-31; for ever when left out.")
        @Size(max = 10)
        String until) {}
