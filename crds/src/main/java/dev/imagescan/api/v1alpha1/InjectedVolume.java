package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A volume as core/v1 Volume has it: a name and exactly one source. Only sources that show the same
 * in another pod of the namespace are supported.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InjectedVolume(
    @JsonPropertyDescription("Its name, unique in this scan.") @Required @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("An empty directory that all targets on a node share.")
        VolumeSource.EmptyDir emptyDir,
    @JsonPropertyDescription("A file or directory of the node.") VolumeSource.HostPath hostPath,
    @JsonPropertyDescription("The keys of a ConfigMap as files.") VolumeSource.ConfigMap configMap,
    @JsonPropertyDescription("The keys of a Secret as files.") VolumeSource.Secret secret,
    @JsonPropertyDescription("ConfigMaps and Secrets together in one directory.")
        VolumeSource.Projected projected,
    @JsonPropertyDescription("A PersistentVolumeClaim of this namespace.")
        VolumeSource.PersistentVolumeClaim persistentVolumeClaim,
    @JsonPropertyDescription("The content of an image.") VolumeSource.Image image,
    @JsonPropertyDescription("A volume that a CSI driver makes.") VolumeSource.Csi csi,
    @JsonPropertyDescription("A directory of an NFS server.") VolumeSource.Nfs nfs) {}
