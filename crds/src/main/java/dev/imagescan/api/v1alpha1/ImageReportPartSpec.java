package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Which report a part continues, and whose it is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageReportPartSpec(
    @JsonPropertyDescription("The ImageReport that this continues.") @Required @Size(max = 253)
        String imageReport,
    @JsonPropertyDescription("The node whose agent writes it.") @Required @Size(max = 253)
        String nodeName,
    @JsonPropertyDescription("Which part it is; the report itself holds the packages before 1.")
        @Required
        @Min(1)
        @Max(8)
        int part) {}
