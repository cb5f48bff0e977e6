package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A namespace that a container has in common with others, where that is not how pods are. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NamespaceShare(
    @JsonPropertyDescription("Which: cgroup, ipc, mnt, net, pid, time, user or uts.")
        @Required
        @Size(max = 16)
        String namespace,
    @JsonPropertyDescription(
            "With whom: another container of the pod by its name, or namespace/pod/container.")
        @Required
        @Size(max = 512)
        String with) {}
