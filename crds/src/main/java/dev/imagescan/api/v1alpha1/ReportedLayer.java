package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** One layer of an image, and the command that made it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportedLayer(
    @JsonPropertyDescription(
            "The digest of the layer's uncompressed content, sha256:…, as the image's configuration"
                + " names it; absent when that could not be read.")
        @Size(max = 160)
        String diffID,
    @JsonPropertyDescription(
            "The command that made the layer, as the image's history tells, cut after 256"
                + " characters.")
        @Size(max = 256)
        String createdBy,
    @JsonPropertyDescription("How many packages it brought, or was the last to change.")
        int packages) {}
