package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One package of an image. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportedPackage(
    @JsonPropertyDescription("The package URL's type: deb or apk.") @Required @Size(max = 32)
        String type,
    @JsonPropertyDescription("Its name.") @Required @Size(max = 256) String name,
    @JsonPropertyDescription("Its version, in the package manager's own writing.")
        @Required
        @Size(max = 256)
        String version,
    @JsonPropertyDescription("Its architecture, as the package manager names it.") @Size(max = 32)
        String architecture,
    @JsonPropertyDescription("The source package that it was built from, if named otherwise.")
        @Size(max = 256)
        String source,
    @JsonPropertyDescription("Its licence as an SPDX expression; absent when none is known.")
        @Size(max = 512)
        String license) {}
