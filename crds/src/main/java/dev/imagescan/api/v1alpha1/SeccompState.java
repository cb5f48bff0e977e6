package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How a process is held by seccomp. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeccompState(
    @JsonPropertyDescription("Disabled, Strict or Filter.") @Required @Size(max = 16) String mode,
    @JsonPropertyDescription("How many filters there are, where the kernel tells.")
        Integer filters) {}
