package dev.imagescan.agent.stored;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;

/** Opens the cluster that a user's kubeconfig names, and says in a sentence why that fails. */
final class ClusterAccess {

  // A person waits: who is there answers at once, and who is not is told soon.
  private static final int RETRIES = 1;

  private ClusterAccess() {}

  /**
   * A client with the rights of a kubeconfig's user.
   *
   * @param context which of its contexts; null for the current one
   * @throws NotThereException when the file cannot be read or has no such context: another cluster
   *     than the one that was named must never answer
   */
  static KubernetesClient open(String context) throws NotThereException {
    Config config;
    try {
      config = Config.autoConfigure(context);
    } catch (KubernetesClientException e) {
      throw new NotThereException("the kubeconfig cannot be read: " + cause(e));
    }
    if (context != null
        && (config.getCurrentContext() == null
            || !context.equals(config.getCurrentContext().getName()))) {
      throw new NotThereException(
          "there is no context '%s'; 'kubectl config get-contexts' lists them".formatted(context));
    }
    config.setRequestRetryBackoffLimit(RETRIES);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** What an answer, or none, means to who asked. */
  static NotThereException explained(KubernetesClient client, KubernetesClientException e) {
    return new NotThereException(
        switch (e.getCode()) {
          case 401 -> "the cluster does not know this user; does 'kubectl get imagescans' work?";
          case 403 -> "the cluster refuses it: " + e.getMessage();
          case 404 -> "the cluster does not know these kinds; is imagescan installed there?";
          default ->
              "no answer from the cluster at %s (%s); does 'kubectl get imagescans' work?"
                  .formatted(client.getMasterUrl(), cause(e));
        });
  }

  /** The innermost reason that says something; Java leaves the most common ones without a word. */
  private static String cause(Throwable failure) {
    String said = "no reason was given";
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      said =
          switch (cause) {
            case UnresolvedAddressException _ -> "there is no host of that name";
            case ConnectException refused when refused.getMessage() == null -> "connection refused";
            default -> Objects.requireNonNullElse(cause.getMessage(), said);
          };
    }
    return said;
  }
}
