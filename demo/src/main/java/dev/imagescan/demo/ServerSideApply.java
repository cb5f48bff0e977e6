package dev.imagescan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;

/**
 * What fabric8's CRUD server lacks for operators and agents to run on it unchanged: server-side
 * apply, and an answer to "what may I do?". An applied object is created, or merged over the one
 * that is there, maps key by key and lists as a whole; who owns which field is not tracked, so a
 * field that an applier leaves out stays. Requests are answered one at a time.
 */
final class ServerSideApply extends KubernetesCrudDispatcher {

  @Override
  public synchronized MockResponse dispatch(RecordedRequest request) {
    if (request.getPath().endsWith("/selfsubjectrulesreviews")) {
      return new MockResponse()
          .setResponseCode(HttpURLConnection.HTTP_CREATED)
          .setBody(Serialization.asJson(everything()));
    }
    return super.dispatch(request);
  }

  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    String type = request.getHeader("Content-Type");
    boolean isApply = type != null && type.startsWith(PatchType.SERVER_SIDE_APPLY.getContentType());
    return isApply ? apply(request) : super.handlePatch(request);
  }

  private MockResponse apply(RecordedRequest request) {
    String path = request.getPath().replaceFirst("\\?.*", "");
    JsonNode applied = Serialization.unmarshal(request.getUtf8Body(), JsonNode.class);
    MockResponse found = handleGet(path);
    if (found.code() == HttpURLConnection.HTTP_OK) {
      JsonNode current = Serialization.unmarshal(found.getBody().readUtf8(), JsonNode.class);
      return handleUpdate(request(request, HttpMethod.PUT, path, merge(current, applied)));
    }
    if (path.endsWith("/status")) {
      return found;
    }
    String collection = path.substring(0, path.lastIndexOf('/'));
    return handleCreate(request(request, HttpMethod.POST, collection, applied));
  }

  private static JsonNode merge(JsonNode current, JsonNode applied) {
    if (!(current instanceof ObjectNode into && applied instanceof ObjectNode)) {
      return applied;
    }
    applied
        .properties()
        .forEach(
            field -> into.set(field.getKey(), merge(into.get(field.getKey()), field.getValue())));
    return into;
  }

  private static RecordedRequest request(
      RecordedRequest like, HttpMethod method, String path, JsonNode body) {
    Buffer content = new Buffer().writeUtf8(body.toString());
    return new RecordedRequest(like.getHttpVersion(), method, path, like.getHeaders(), content);
  }

  private static SelfSubjectRulesReview everything() {
    return new SelfSubjectRulesReviewBuilder()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addNewResourceRule()
        .withApiGroups("*")
        .withResources("*")
        .withVerbs("*")
        .endResourceRule()
        .withIncomplete(false)
        .endStatus()
        .build();
  }
}
