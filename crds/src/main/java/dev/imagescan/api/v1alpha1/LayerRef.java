package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A layer that something came with. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerRef(
    @JsonPropertyDescription(
            "The digest of the layer's uncompressed content, sha256:…, where it is known.")
        @Size(max = 160)
        String diffID,
    @JsonPropertyDescription("The command that made the layer, where it is known.") @Size(max = 256)
        String createdBy) {}
