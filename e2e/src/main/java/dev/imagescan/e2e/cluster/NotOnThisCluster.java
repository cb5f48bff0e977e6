package dev.imagescan.e2e.cluster;

/**
 * Thrown when a test asks for something that cannot be done to a cluster that is not ours: the test
 * cannot run there.
 */
public final class NotOnThisCluster extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Names what cannot be done.
   *
   * @param purpose such as "kill kubelet"
   */
  public NotOnThisCluster(String purpose) {
    super(
        "cannot be done on a cluster given by -D%s: %s"
            .formatted(ExternalCluster.PROPERTY, purpose));
  }
}
