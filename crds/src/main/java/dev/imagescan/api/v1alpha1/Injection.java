package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What to put into running containers: volumes of any kind, and directories of one another. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Injection(
    @JsonPropertyDescription(
            "Into which containers of the selected pods, by name or glob (* any text, ? one"
                + " character). Init, sidecar and ephemeral containers count while they run.")
        @Default("[\"*\"]")
        @Size(min = 1, max = 32)
        List<String> containers,
    @JsonPropertyDescription(
            "The volumes, as in a pod's specification. They are mounted for a pod of this"
                + " namespace that the operator starts beside the targets.")
        @Size(max = 16)
        List<InjectedVolume> volumes,
    @JsonPropertyDescription("Where the volumes are put, as in a container's specification.")
        @Size(max = 16)
        List<InjectedVolumeMount> volumeMounts,
    @JsonPropertyDescription(
            "Directories of one container of a pod that its other containers are to see.")
        @Size(max = 16)
        List<Share> shares,
    @JsonPropertyDescription(
            "Whether a mount point that is missing is made, also in a read-only root file system."
                + " When false such a mount fails with the reason MountPointMissing.")
        @Default("true")
        Boolean makeMountPoints) {

  /** Absent fields get the values that the API server would give them. */
  public Injection {
    containers = containers == null ? List.of("*") : List.copyOf(containers);
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
    volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
    shares = shares == null ? List.of() : List.copyOf(shares);
    makeMountPoints = makeMountPoints == null || makeMountPoints;
  }
}
