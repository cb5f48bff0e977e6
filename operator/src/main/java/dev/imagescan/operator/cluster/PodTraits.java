package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What a carrier copies from the pods that it serves. Most pods of a cluster have the same, so
 * there is one copy of each combination: a pod costs a reference.
 *
 * @param fsGroup the group that volumes are given to, or null
 * @param fsGroupChangePolicy when kubelet does that, or null
 * @param seLinuxLevel the SELinux level of the pod's processes, or null
 * @param tolerations the taints that the pod puts up with
 * @param imagePullSecrets names of the Secrets that its images are pulled with
 * @param carrierImage the image of the pod's only container if the pod says that it is a carrier,
 *     else null
 */
public record PodTraits(
    Long fsGroup,
    String fsGroupChangePolicy,
    String seLinuxLevel,
    List<Tolerated> tolerations,
    List<String> imagePullSecrets,
    String carrierImage) {

  /** The traits of a pod that says nothing. */
  public static final PodTraits NONE = new PodTraits(null, null, null, null, null, null);

  private static final OneCopy<PodTraits> COPIES = new OneCopy<>();

  /** Absent lists are empty ones. */
  public PodTraits {
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
  }

  /** The one copy of these traits, for as long as a pod has them. */
  PodTraits shared() {
    return equals(NONE) ? NONE : COPIES.of(this);
  }

  /** A core/v1 Toleration. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Tolerated(
      String key, String operator, String value, String effect, Long tolerationSeconds) {}
}
