package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * One mount of a container.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountEntry(
    @JsonPropertyDescription("Where it is, as the container sees it.") @Required @Size(max = 512)
        String mountPoint,
    @JsonPropertyDescription("The file system's type.") @Required @Size(max = 64) String type,
    @JsonPropertyDescription(
            "What was mounted: a device, a server's export, or a word; absent for the whole of a volume that lies in kubelet's own directory, or in memory.")
        @Size(max = 512)
        String source,
    @JsonPropertyDescription(
            "The directory of the file system that is its root, if not / and not the whole of the volume.")
        @Size(max = 512)
        String root,
    @JsonPropertyDescription("The options of this mount, as mountinfo lists them.") @Size(max = 256)
        String options,
    @JsonPropertyDescription(
            "Propagation: private (left out), shared:N, master:N, propagate_from:N, unbindable.")
        @Size(max = 64)
        String propagation,
    @JsonPropertyDescription("The pod's volume that it is, where the node's paths tell.")
        @Size(max = 253)
        String volume) {}
