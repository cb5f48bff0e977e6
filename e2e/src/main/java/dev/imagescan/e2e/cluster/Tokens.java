package dev.imagescan.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Real tokens of service accounts, by the TokenRequest API. */
final class Tokens {

  private static final long SECONDS = 3600;

  private Tokens() {}

  static String forServiceAccount(KubernetesClient admin, String namespace, String name) {
    var request =
        new TokenRequestBuilder().withNewSpec().withExpirationSeconds(SECONDS).endSpec().build();
    return ask(admin, namespace, name, request);
  }

  static String forPod(KubernetesClient admin, Pod pod) {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(SECONDS)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    return ask(
        admin, pod.getMetadata().getNamespace(), pod.getSpec().getServiceAccountName(), request);
  }

  /** A client that has the token and nothing of the admin's credentials. */
  static KubernetesClient client(Cluster cluster, String token) {
    var admin = cluster.client().getConfiguration();
    return Cluster.clientOf(
        new ConfigBuilder(Config.empty())
            .withMasterUrl(admin.getMasterUrl())
            .withCaCertData(admin.getCaCertData())
            .withCaCertFile(admin.getCaCertFile())
            .withTrustCerts(admin.isTrustCerts())
            .withOauthToken(token)
            .build());
  }

  private static String ask(
      KubernetesClient admin, String namespace, String name, TokenRequest request) {
    TokenRequest answer =
        admin.serviceAccounts().inNamespace(namespace).withName(name).tokenRequest(request);
    return answer.getStatus().getToken();
  }
}
