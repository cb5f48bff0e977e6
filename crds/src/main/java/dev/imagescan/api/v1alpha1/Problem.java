package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Something that was passed over while reading, and why. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    @JsonPropertyDescription("The path in the container or image, made printable.")
        @Required
        @Size(max = 256)
        String path,
    @JsonPropertyDescription("Why, in one CamelCase word for programs.") @Required @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why, in a sentence for people.") @Size(max = 256) String message) {}
