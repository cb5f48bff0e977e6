package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where a volume is put, as core/v1 VolumeMount. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InjectedVolumeMount(
    @JsonPropertyDescription("The volume's name.") @Required @Size(min = 1, max = 63) String name,
    @JsonPropertyDescription("Where it is mounted, as the container sees it.")
        @Required
        @Size(min = 2, max = 512)
        String mountPath,
    @JsonPropertyDescription("The directory or file of the volume that is mounted, if not all.")
        @Size(max = 512)
        String subPath,
    @JsonPropertyDescription("Whether the container may only read it.") Boolean readOnly,
    @JsonPropertyDescription(
            "Whether mounts below it are read-only too: Disabled, IfPossible or Enabled.")
        @Size(max = 16)
        String recursiveReadOnly) {}
