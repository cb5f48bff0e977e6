package dev.imagescan.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;

/**
 * fabric8's API server of create, read, update and delete, with the three things that a controller
 * needs on top: server-side apply by one applier (what it leaves out of spec or status goes), merge
 * patches that replace lists, and an answer to what one may do. It validates nothing and collects
 * no garbage.
 */
public final class ApplyingServer implements AutoCloseable {

  private static final String RULES =
      """
      {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {},
       "status": {"incomplete": false, "nonResourceRules": [],
        "resourceRules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}
      """;

  private static final String FORBIDDEN =
      """
      {"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": 403,
       "reason": "Forbidden", "message": "%s"}
      """;

  private final Applying dispatcher = new Applying();
  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);

  /** Starts one that knows our kinds. */
  public ApplyingServer() throws IOException {
    server.init();
    try (KubernetesClient client = client();
        DirectoryStream<Path> files =
            Files.newDirectoryStream(Path.of("../deploy/crds"), "*s.yaml")) {
      for (Path file : files) {
        try (InputStream text = Files.newInputStream(file)) {
          client.load(text).create();
        }
      }
    }
  }

  /** A client of it, to be closed by the caller. */
  public KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getPort())
            .withHttp2Disable(true)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Refuses new pods with these words from now on; null takes them again. */
  public void refusePods(String words) {
    dispatcher.podsRefused = words;
  }

  @Override
  public void close() {
    server.destroy();
  }

  private static final class Applying extends KubernetesCrudDispatcher {

    private volatile String podsRefused;

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
      if (podsRefused != null
          && request.getMethod().equals("POST")
          && request.getPath().endsWith("/pods")) {
        return new MockResponse().setResponseCode(403).setBody(FORBIDDEN.formatted(podsRefused));
      }
      return request.getPath().endsWith("/selfsubjectrulesreviews")
          ? new MockResponse().setResponseCode(201).setBody(RULES)
          : super.dispatch(request);
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      String type = request.getHeader("Content-Type");
      String path = request.getPath().split("\\?")[0];
      if (type != null && type.contains("apply-patch")) {
        return apply(request, path);
      }
      return type != null && type.contains("merge-patch")
          ? merge(request, path)
          : super.handlePatch(request);
    }

    private MockResponse merge(RecordedRequest request, String path) {
      MockResponse present = handleGet(path);
      if (present.code() != 200) {
        return present;
      }
      ObjectNode object = Serialization.unmarshal(present.getBody().readUtf8(), ObjectNode.class);
      merge(object, Serialization.unmarshal(request.getUtf8Body(), ObjectNode.class));
      return handleUpdate(as(request, HttpMethod.PUT, path, object));
    }

    /** RFC 7386; the server below adds to lists where a merge patch replaces them. */
    private static void merge(ObjectNode object, ObjectNode patch) {
      patch
          .properties()
          .forEach(
              field -> {
                if (field.getValue() instanceof ObjectNode below
                    && object.get(field.getKey()) instanceof ObjectNode present) {
                  merge(present, below);
                } else {
                  object.set(field.getKey(), field.getValue());
                }
              });
    }

    private MockResponse apply(RecordedRequest request, String path) {
      ObjectNode applied = Serialization.unmarshal(request.getUtf8Body(), ObjectNode.class);
      MockResponse present = handleGet(path);
      if (present.code() != 200) {
        return path.endsWith("/status")
            ? present
            : handleCreate(
                as(request, HttpMethod.POST, path.substring(0, path.lastIndexOf('/')), applied));
      }
      ObjectNode result = Serialization.unmarshal(present.getBody().readUtf8(), ObjectNode.class);
      String part = path.endsWith("/status") ? "status" : "spec";
      result.set(part, applied.get(part));
      ((ObjectNode) result.get("metadata")).remove("resourceVersion");
      JsonNode owners = applied.at("/metadata/ownerReferences");
      if (!owners.isMissingNode()) {
        ((ObjectNode) result.get("metadata")).set("ownerReferences", owners);
      }
      return handleUpdate(as(request, HttpMethod.PUT, path, result));
    }

    private static RecordedRequest as(
        RecordedRequest like, HttpMethod method, String path, JsonNode body) {
      return new RecordedRequest(
          like.getHttpVersion(),
          method,
          path,
          like.getHeaders(),
          new Buffer().writeUtf8(body.toString()));
    }
  }
}
