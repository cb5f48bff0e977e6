package dev.imagescan.operator.inject;

/** Of what a mount is a clone. */
public sealed interface Origin {

  /**
   * A volume, mounted in a carrier.
   *
   * @param carrierKey the key of the carrier
   * @param index which of the scan's volumeMounts it is
   */
  record Volume(String carrierKey, int index) implements Origin {

    /** Where the volume is in the carrier's container. */
    public String path() {
      return mountPath(index);
    }

    /** Where a carrier's container has the volumeMount of that index. */
    static String mountPath(int index) {
      return "/mounts/" + index;
    }
  }

  /**
   * A directory of another container of the same pod.
   *
   * @param containerID that container
   * @param path the directory
   */
  record Sibling(String containerID, String path) implements Origin {}
}
