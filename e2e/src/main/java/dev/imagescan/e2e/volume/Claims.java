package dev.imagescan.e2e.volume;

import dev.imagescan.e2e.cluster.Cluster;

/** PersistentVolumeClaims. */
final class Claims {

  private Claims() {}

  static void claim(
      Cluster cluster, String namespace, String name, String storageClass, String size) {
    String claim =
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s}
        spec:
          accessModes: [ReadWriteOnce]
          storageClassName: %s
          resources: {requests: {storage: %s}}
        """
            .formatted(name, storageClass, size);
    cluster.kubectlCommand("apply", "-n", namespace, "-f", "-").run(claim).orThrow();
  }
}
