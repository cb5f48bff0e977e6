package dev.imagescan.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Pods as tests need them, all in the namespace {@code default}. */
final class Pods {

  private Pods() {}

  /**
   * A pod of one container {@code main} that runs {@code command}, or sleeps. It ends without delay
   * when deleted.
   */
  static PodBuilder of(String name, String image, String... command) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .withImagePullPolicy("Never")
        .withCommand(command)
        .endContainer()
        .endSpec();
  }

  /** Creates the pod and returns once it is ready, as it is then. */
  static Pod run(Cluster cluster, PodBuilder pod) {
    String name = cluster.client().resource(pod.build()).create().getMetadata().getName();
    cluster.kubectl("wait", "--for=condition=Ready", "pod/" + name, "--timeout=50s");
    return cluster.client().pods().inNamespace("default").withName(name).get();
  }
}
