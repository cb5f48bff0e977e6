package dev.imagescan.operator.carrier;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.operator.cluster.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes the finalizers of a scan as a merge patch that names the version that it was decided from.
 * The SDK's JSON patch removes by position and without a version, and so may take somebody else's.
 */
final class Finalizer {

  private static final PatchContext MERGE =
      new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

  private final KubernetesClient client;

  Finalizer(KubernetesClient client) {
    this.client = client;
  }

  /** Adds it; false if the scan has changed meanwhile and is to be looked at again. */
  boolean add(ImageScan scan) {
    return change(scan, finalizers -> finalizers.add(Cluster.FINALIZER));
  }

  /** Removes it; false if the scan has changed meanwhile and is to be looked at again. */
  boolean remove(ImageScan scan) {
    return change(scan, finalizers -> finalizers.removeIf(Cluster.FINALIZER::equals));
  }

  private boolean change(ImageScan scan, Consumer<List<String>> change) {
    List<String> finalizers = new ArrayList<>(scan.getMetadata().getFinalizers());
    change.accept(finalizers);
    Map<String, Object> metadata =
        Map.of(
            "resourceVersion", scan.getMetadata().getResourceVersion(), "finalizers", finalizers);
    try {
      client
          .resources(ImageScan.class)
          .inNamespace(scan.getMetadata().getNamespace())
          .withName(scan.getMetadata().getName())
          .patch(MERGE, Serialization.asJson(Map.of("metadata", metadata)));
      return true;
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT -> false;
        case HttpURLConnection.HTTP_NOT_FOUND -> true;
        default -> throw e;
      };
    }
  }
}
