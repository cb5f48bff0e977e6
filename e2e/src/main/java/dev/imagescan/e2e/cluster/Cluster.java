package dev.imagescan.e2e.cluster;

import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Kubernetes cluster as tests see it. Its functions throw {@link IllegalStateException} with a
 * sentence when the cluster does not do as asked; they may be used by several threads unless said
 * otherwise.
 */
public sealed interface Cluster extends AutoCloseable permits LocalCluster, ExternalCluster {

  /** A client with all rights. Shared: do not close it. */
  KubernetesClient client();

  /** A kubeconfig with all rights. */
  Path kubeconfig();

  /** How to call {@code kubectl} with all rights: the program and the options that come first. */
  List<String> kubectlPrefix();

  /**
   * Puts an image (docker-archive or OCI layout, as a tar) onto all nodes, unless this did so
   * before.
   */
  void importImage(Path tar);

  /** Puts a test image onto all nodes, making it first if need be, and returns its reference. */
  String use(TestImage image);

  /**
   * What only the machine's owner can do to a cluster.
   *
   * @param purpose what they are needed for, such as "kill kubelet"
   * @throws NotOnThisCluster if this cluster is not ours
   */
  Faults faults(String purpose);

  /** Where to look when something went wrong, as a sentence; empty if there is no such place. */
  String whereLogsAre();

  /**
   * Ends the cluster if it is ours. Once it returns, nothing of it is left on the machine but its
   * logs.
   */
  @Override
  void close();

  /** The names of the cluster's nodes. */
  default List<String> nodes() {
    return client().nodes().list().getItems().stream()
        .map(node -> node.getMetadata().getName())
        .sorted()
        .toList();
  }

  /**
   * Runs kubectl with all rights and returns what it printed; throws with its error message if it
   * fails.
   */
  default String kubectl(String... arguments) {
    return kubectlCommand(arguments).run().orThrow();
  }

  /**
   * kubectl with all rights, not yet run: to give it an input, another deadline, or to see it fail.
   */
  default Command kubectlCommand(String... arguments) {
    var argv = new ArrayList<>(kubectlPrefix());
    argv.addAll(List.of(arguments));
    return Command.of(argv.toArray(String[]::new));
  }

  /** A client that acts as somebody else. The caller closes it. */
  default KubernetesClient as(String user, String... groups) {
    var config =
        new ConfigBuilder(client().getConfiguration())
            .withImpersonateUsername(user)
            .withImpersonateGroups(groups);
    return new KubernetesClientBuilder().withConfig(config.build()).build();
  }

  /** A client with a real token of a service account. The caller closes it. */
  default KubernetesClient asServiceAccount(String namespace, String name) {
    return Tokens.client(this, Tokens.forServiceAccount(client(), namespace, name));
  }

  /**
   * A client with a real token of a pod's service account, bound to the pod, so that it carries the
   * name of the pod's node as the pod's own token does. The caller closes it.
   */
  default KubernetesClient asPod(Pod pod) {
    return Tokens.client(this, Tokens.forPod(client(), pod));
  }

  /** A client for {@code config}. */
  static KubernetesClient clientOf(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
