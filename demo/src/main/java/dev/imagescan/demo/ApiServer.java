package dev.imagescan.demo;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * An API server inside this JVM, on a free port of the loopback address, that anyone who reaches it
 * may use: fabric8's CRUD server with {@link ServerSideApply}.
 */
final class ApiServer implements AutoCloseable {

  /** What a real API server does and this one does not, for people. */
  static final String LEFT_OUT =
      """
      validation, defaulting, admission, RBAC, garbage collection, the ownership of fields,
      field selectors but for names, and `in` label selectors.""";

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), new ServerSideApply(), false);

  private ApiServer() {}

  static ApiServer start() {
    ApiServer started = new ApiServer();
    started.server.init();
    return started;
  }

  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** A new client, which is the caller's to close. */
  KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withNamespace("default")
            .withHttp2Disable(true)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** What a program in a process of its own needs to connect. */
  String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        current-context: demo
        clusters: [{name: demo, cluster: {server: "%s"}}]
        users: [{name: demo, user: {}}]
        contexts: [{name: demo, context: {cluster: demo, user: demo}}]
        """
        .formatted(url());
  }

  /** Creates the CustomResourceDefinitions of a folder; gives back their names. */
  static List<String> install(Path folder, KubernetesClient client) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*s.yaml")) {
      for (Path file : files) {
        try (InputStream text = Files.newInputStream(file)) {
          client
              .load(text)
              .create()
              .forEach(definition -> names.add(definition.getMetadata().getName()));
        }
      }
    }
    return names;
  }

  @Override
  public void close() {
    server.destroy();
  }
}
