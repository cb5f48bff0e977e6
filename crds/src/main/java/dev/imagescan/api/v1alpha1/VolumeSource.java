package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The sources of volumes that can be injected, named and shaped as those of core/v1. */
public sealed interface VolumeSource {

  /** An empty directory. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record EmptyDir(
      @JsonPropertyDescription("Memory, or absent for the node's disk.") @Size(max = 64)
          String medium,
      @JsonPropertyDescription("How much it may hold, such as 64Mi.") @Size(max = 64)
          String sizeLimit)
      implements VolumeSource {}

  /** A path of the node. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record HostPath(
      @JsonPropertyDescription("The path on the node.") @Required @Size(min = 1, max = 512)
          String path,
      @JsonPropertyDescription("What must be there, such as Directory.") @Size(max = 32)
          String type)
      implements VolumeSource {}

  /** One key as a file. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record KeyToPath(
      @JsonPropertyDescription("The key.") @Required @Size(min = 1, max = 253) String key,
      @JsonPropertyDescription("The file, relative to the volume.")
          @Required
          @Size(min = 1, max = 253)
          String path,
      @JsonPropertyDescription("The file's mode, as a number.") Integer mode) {}

  /** A ConfigMap. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ConfigMap(
      @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 253) String name,
      @JsonPropertyDescription("Which keys, and as which files; all when left out.") @Size(max = 32)
          List<KeyToPath> items,
      @JsonPropertyDescription("The files' mode, as a number.") Integer defaultMode,
      @JsonPropertyDescription("Whether it need not exist.") Boolean optional)
      implements VolumeSource {}

  /** A Secret. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Secret(
      @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 253) String secretName,
      @JsonPropertyDescription("Which keys, and as which files; all when left out.") @Size(max = 32)
          List<KeyToPath> items,
      @JsonPropertyDescription("The files' mode, as a number.") Integer defaultMode,
      @JsonPropertyDescription("Whether it need not exist.") Boolean optional)
      implements VolumeSource {}

  /** A ConfigMap or Secret within a projected volume. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ProjectedObject(
      @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 253) String name,
      @JsonPropertyDescription("Which keys, and as which files; all when left out.") @Size(max = 32)
          List<KeyToPath> items,
      @JsonPropertyDescription("Whether it need not exist.") Boolean optional) {}

  /** One source of a projected volume. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Projection(
      @JsonPropertyDescription("A ConfigMap.") ProjectedObject configMap,
      @JsonPropertyDescription("A Secret.") ProjectedObject secret) {}

  /** Several sources in one directory. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Projected(
      @JsonPropertyDescription("The sources.") @Required @Size(min = 1, max = 16)
          List<Projection> sources,
      @JsonPropertyDescription("The files' mode, as a number.") Integer defaultMode)
      implements VolumeSource {}

  /** A claim. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PersistentVolumeClaim(
      @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 253) String claimName,
      @JsonPropertyDescription("Whether nobody may write to it through this volume.")
          Boolean readOnly)
      implements VolumeSource {}

  /** An image. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Image(
      @JsonPropertyDescription("Its name with a tag or digest.") @Required @Size(min = 1, max = 512)
          String reference,
      @JsonPropertyDescription("When it is pulled: Always, IfNotPresent or Never.") @Size(max = 16)
          String pullPolicy)
      implements VolumeSource {}

  /** A Secret by name. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SecretReference(
      @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 253) String name) {}

  /** A volume of a CSI driver that lives as long as the carrier. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Csi(
      @JsonPropertyDescription("The driver's name.") @Required @Size(min = 1, max = 253)
          String driver,
      @JsonPropertyDescription("The file system's type.") @Size(max = 64) String fsType,
      @JsonPropertyDescription("Whether nobody may write to it through this volume.")
          Boolean readOnly,
      @JsonPropertyDescription("What the driver wants to know.")
          java.util.Map<String, String> volumeAttributes,
      @JsonPropertyDescription("The Secret that the driver needs.")
          SecretReference nodePublishSecretRef)
      implements VolumeSource {}

  /** A directory of an NFS server. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Nfs(
      @JsonPropertyDescription("The server.") @Required @Size(min = 1, max = 253) String server,
      @JsonPropertyDescription("The directory that it exports.") @Required @Size(min = 1, max = 512)
          String path,
      @JsonPropertyDescription("Whether nobody may write to it through this volume.")
          Boolean readOnly)
      implements VolumeSource {}
}
