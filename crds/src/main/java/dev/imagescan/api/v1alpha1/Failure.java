package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Something that could not be read, and why. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failure(
    @JsonPropertyDescription(
            "What it is: namespace/pod/container (pod/container in an ImageScan), an image, or a"
                + " node (node/name).")
        @Required
        @Size(max = 512)
        String subject,
    @JsonPropertyDescription("The node that tried.") @Size(max = 253) String node,
    @JsonPropertyDescription("Why, in one CamelCase word for programs.") @Required @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why, in a sentence for people, with what to do next.")
        @Size(max = 1024)
        String message) {}
