package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How many packages name one licence. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LicenseCount(
    @JsonPropertyDescription("The SPDX licence identifier, or NOASSERTION where none is known.")
        @Required
        @Size(max = 256)
        String id,
    @JsonPropertyDescription("How many packages name it.") int packages) {}
