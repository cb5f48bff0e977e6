package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.time.Duration;

/** What tests run and scan, as YAML. */
final class Workloads {

  private Workloads() {}

  /** Makes a namespace and waits until pods can be created in it. */
  static void space(Cluster cluster, String name) {
    cluster.kubectl("create", "namespace", name);
    cluster.kubectl("wait", "--for=create", "serviceaccount/default", "-n", name, "--timeout=50s");
  }

  /** Deletes a namespace with all that is in it. */
  static void deleteSpace(Cluster cluster, String name) {
    cluster
        .kubectlCommand(
            "delete", "namespace", name, "--ignore-not-found", "--wait=true", "--timeout=120s")
        .within(Duration.ofSeconds(130))
        .run()
        .orThrow();
  }

  /** A pod of one container {@code main} that sleeps, with an emptyDir at /scratch. */
  static String pod(String name, String image, String specLine) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          labels: {app: %s}
        spec:
          %s
        """
            .formatted(name, name, specLine)
        + container("  ", image);
  }

  /** A Deployment of such pods. */
  static String deployment(String name, String image, int replicas) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: %s
        spec:
          replicas: %d
          selector: {matchLabels: {app: %s}}
          template:
            metadata:
              labels: {app: %s}
            spec:
        """
            .formatted(name, replicas, name, name)
        + container("      ", image);
  }

  private static String container(String indent, String image) {
    return """
        terminationGracePeriodSeconds: 0
        containers:
          - name: main
            image: %s
            imagePullPolicy: IfNotPresent
            volumeMounts:
              - {name: scratch, mountPath: /scratch}
        volumes:
          - name: scratch
            emptyDir: {}
        """
        .formatted(image)
        .indent(indent.length());
  }

  /** Waits until a Deployment's pods are those that its specification wants, and ready. */
  static void awaitRollout(Cluster cluster, String namespace, String deployment) {
    cluster
        .kubectlCommand(
            "rollout", "status", "deployment/" + deployment, "-n", namespace, "--timeout=120s")
        .within(Duration.ofSeconds(130))
        .run()
        .orThrow();
  }

  /** Applies an ImageScan with the given lines of spec. */
  static void apply(Cluster cluster, String namespace, String name, String spec) {
    String scan =
        "apiVersion: imagescan.dev/v1alpha1\nkind: ImageScan\nmetadata: {name: %s}\nspec:\n%s"
            .formatted(name, spec.indent(2));
    cluster.kubectlCommand("apply", "-n", namespace, "-f", "-").run(scan).orThrow();
  }

  /** Waits as a pipeline does. */
  static void awaitReady(Cluster cluster, String namespace, String name) {
    cluster
        .kubectlCommand(
            "wait", "imagescan/" + name, "-n", namespace, "--for=condition=Ready", "--timeout=120s")
        .within(Duration.ofSeconds(130))
        .run()
        .orThrow();
  }

  /** A pod that looks to a person like a carrier, and to the operator like none of its own. */
  static void runCarrierOfNobody(Cluster cluster, String namespace) {
    String pod =
        pod("holds-a-volume", cluster.use(TestImage.TINY), "")
            .replace("{app: holds-a-volume}", "{imagescan.dev/carrier: nobody}");
    cluster.kubectl(
        "delete",
        "validatingadmissionpolicybinding/imagescan-carriers-label",
        "--ignore-not-found");
    // The API server forgets a policy some moments after its binding.
    Waiting.until(
        "a pod that only the operator may make",
        Product.SOON,
        () -> cluster.kubectlCommand("apply", "-n", namespace, "-f", "-").run(pod).exit() == 0);
  }
}
