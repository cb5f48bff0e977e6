package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * A mount of ours as the kernel tells it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2), stx_mnt_id</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlacedMount(
    @JsonPropertyDescription("The inode number of the mount namespace that it is in.") @Required
        Long mountNamespace,
    @JsonPropertyDescription(
            "The unique IDs of the mounts that make it up, the lowest first; empty when they are"
                + " not known yet.")
        @Size(max = 16)
        List<String> mountIDs,
    @JsonPropertyDescription("The device of its file system, as major:minor.")
        @Required
        @Size(max = 32)
        String device,
    @JsonPropertyDescription("The directory of the file system that is its root.")
        @Required
        @Size(max = 1024)
        String root,
    @JsonPropertyDescription(
            "False when the container is in a user namespace and the file system cannot be mapped"
                + " to it: files then have the owners that the node sees.")
        Boolean idmapped,
    @JsonPropertyDescription("The directories or the file that were made for it, outermost first.")
        @Size(max = 16)
        List<String> made) {

  /** Absent lists are empty ones. */
  public PlacedMount {
    mountIDs = mountIDs == null ? List.of() : List.copyOf(mountIDs);
    made = made == null ? List.of() : List.copyOf(made);
  }
}
