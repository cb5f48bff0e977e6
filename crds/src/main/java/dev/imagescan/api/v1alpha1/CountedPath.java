package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A folder of logs or caches, whose files are counted and not listed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CountedPath(
    @JsonPropertyDescription("The folder.") @Required @Size(max = 256) String path,
    @JsonPropertyDescription("How many files in it were added or changed.") @Required Integer files,
    @JsonPropertyDescription("How many bytes they have.") @Required Long bytes) {}
