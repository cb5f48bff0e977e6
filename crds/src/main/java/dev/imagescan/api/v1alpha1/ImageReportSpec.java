package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Which image, and which node reads it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageReportSpec(
    @JsonPropertyDescription("The digest that the runtime gives for it, sha256:…")
        @Required
        @Size(max = 160)
        String digest,
    @JsonPropertyDescription("The operating system, such as linux.") @Required @Size(max = 32)
        String os,
    @JsonPropertyDescription("The architecture, such as amd64.") @Required @Size(max = 32)
        String architecture,
    @JsonPropertyDescription("A name by which pods run it.") @Size(max = 512) String image,
    @JsonPropertyDescription("The node whose agent reads it.") @Required @Size(max = 253)
        String nodeName,
    @JsonPropertyDescription("Until when that node has the task; then another may get it.")
        String until) {}
