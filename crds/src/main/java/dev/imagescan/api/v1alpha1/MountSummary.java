package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One mount of a scan. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountSummary(
    @JsonPropertyDescription("The pod.") @Required @Size(max = 253) String pod,
    @JsonPropertyDescription("The container.") @Required @Size(max = 63) String container,
    @JsonPropertyDescription("Where it is mounted, as the container sees it.")
        @Required
        @Size(max = 512)
        String mountPath,
    @JsonPropertyDescription("The node.") @Size(max = 253) String node,
    @JsonPropertyDescription("How far it is: Pending, Mounting, Mounted, Shadowed, Failed or Busy.")
        @Required
        @Size(max = 16)
        String state,
    @JsonPropertyDescription("Why, in one CamelCase word for programs.") @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why, in a sentence for people, with what to do next.")
        @Size(max = 1024)
        String message,
    @JsonPropertyDescription(
            "False when the container is in a user namespace and the file system cannot be mapped"
                + " to it.")
        Boolean idmapped) {}
