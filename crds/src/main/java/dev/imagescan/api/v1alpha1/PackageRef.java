package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A package that something is said of. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PackageRef(
    @JsonPropertyDescription("The package URL's type, such as deb or npm.")
        @Required
        @Size(max = 32)
        String type,
    @JsonPropertyDescription("Its full name, as its ecosystem writes it.")
        @Required
        @Size(max = 256)
        String name,
    @JsonPropertyDescription("Its version, in the package manager's own writing.")
        @Required
        @Size(max = 256)
        String version) {}
