package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Which container a report is about. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerReportSpec(
    @JsonPropertyDescription("The node that it runs on, whose agent writes the report.")
        @Required
        @SelectableField
        @Size(max = 253)
        String nodeName,
    @JsonPropertyDescription("The pod's UID.") @Required @Size(max = 64) String podUID,
    @JsonPropertyDescription("The container's name in the pod.") @Required @Size(max = 63)
        String container,
    @JsonPropertyDescription("The runtime's ID.") @Required @Size(max = 256) String containerID) {}
