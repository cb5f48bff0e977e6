package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A setting that a pod declares, and what holds in the running process instead. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mismatch(
    @JsonPropertyDescription("The securityContext's field, such as allowPrivilegeEscalation.")
        @Required
        @Size(max = 64)
        String setting,
    @JsonPropertyDescription("What the pod declares.") @Required @Size(max = 128) String declared,
    @JsonPropertyDescription("What holds.") @Required @Size(max = 128) String effective) {}
