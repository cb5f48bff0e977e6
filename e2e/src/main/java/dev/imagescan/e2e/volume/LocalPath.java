package dev.imagescan.e2e.volume;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Tools;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.LocalPathImage;
import dev.imagescan.e2e.image.TestImage;
import java.time.Duration;

/**
 * A provisioner that makes a directory of the node for each claim. Closing it takes it away; its
 * claims have to be gone.
 *
 * @see <a href="https://github.com/rancher/local-path-provisioner">Local Path Provisioner</a>
 */
public final class LocalPath implements AutoCloseable {

  /** The storage class. */
  public static final String CLASS = "local-path";

  private static final Duration IN_TIME = Duration.ofSeconds(60);
  private static final String NAMESPACE = "local-path-storage";

  private final Cluster cluster;

  private LocalPath(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Starts it; does not wait, for a claim waits by itself. */
  public static LocalPath on(Cluster cluster) {
    cluster.importImage(LocalPathImage.tar(Tools.ready()));
    String yaml =
        YAML.formatted(LocalPathImage.REFERENCE, CLASS, cluster.use(TestImage.TINY), DIRECTORY);
    cluster.kubectlCommand("apply", "-f", "-").run(yaml).orThrow();
    return new LocalPath(cluster);
  }

  /** Makes a claim, which is bound when a pod uses it. */
  public LocalPath claim(String namespace, String name) {
    Claims.claim(cluster, namespace, name, CLASS, "16Mi");
    return this;
  }

  @Override
  public void close() {
    Waiting.until("the end of volumes made on demand", IN_TIME, () -> volumes() == 0);
    cluster.kubectl(
        "delete",
        "storageclass/" + CLASS,
        "clusterrole/" + CLASS,
        "clusterrolebinding/" + CLASS,
        "namespace/" + NAMESPACE,
        "--timeout=50s");
  }

  private long volumes() {
    return cluster.client().persistentVolumes().list().getItems().stream()
        .filter(volume -> CLASS.equals(volume.getSpec().getStorageClassName()))
        .count();
  }

  /** On a disk of the node's own, for its other folders are layers over the machine's. */
  private static final String DIRECTORY = "/var/lib/kubelet/local-path";

  private static final String YAML =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: local-path-storage}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: %2$s}
      rules:
        - {apiGroups: [""], resources: [nodes, configmaps, pods/log], verbs: [get, list, watch]}
        - {apiGroups: [""], resources: [persistentvolumeclaims], verbs: [get, list, watch]}
        - {apiGroups: [""], resources: [persistentvolumes, pods, events], verbs: ["*"]}
        - {apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [get, list, watch]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: %2$s}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %2$s}
      subjects:
        - {kind: ServiceAccount, name: default, namespace: local-path-storage}
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: %2$s}
      provisioner: rancher.io/local-path
      volumeBindingMode: WaitForFirstConsumer
      reclaimPolicy: Delete
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: local-path-config, namespace: local-path-storage}
      data:
        config.json: |
          {"nodePathMap": [{"node": "DEFAULT_PATH_FOR_NON_LISTED_NODES", "paths": ["%4$s"]}]}
        setup: mkdir -p "$VOL_DIR" && chmod 777 "$VOL_DIR"
        teardown: rm -rf "$VOL_DIR"
        helperPod.yaml: |
          apiVersion: v1
          kind: Pod
          metadata: {name: maker}
          spec:
            terminationGracePeriodSeconds: 0
            containers:
              - {name: maker, image: "%3$s", imagePullPolicy: Never}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: provisioner, namespace: local-path-storage}
      spec:
        selector: {matchLabels: {app: provisioner}}
        template:
          metadata: {labels: {app: provisioner}}
          spec:
            terminationGracePeriodSeconds: 0
            containers:
              - name: provisioner
                image: %1$s
                imagePullPolicy: Never
                command: [/provisioner, start, --config, /etc/config/config.json]
                args: [--service-account-name, default, --namespace, local-path-storage]
                volumeMounts:
                  - {name: config, mountPath: /etc/config}
            volumes:
              - {name: config, configMap: {name: local-path-config}}
      """;
}
