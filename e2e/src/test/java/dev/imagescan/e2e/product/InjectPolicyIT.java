package dev.imagescan.e2e.product;

import static dev.imagescan.e2e.product.Refusal.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Only who may create pods and run programs in them may put volumes into running containers. */
@OnCluster
class InjectPolicyIT {

  private static final String SPACE = "inject-policy";
  private static final String OTHER = "inject-policy-other";
  private static final String SCANNER = "may-write-scans";
  private static final String CREATOR = "may-also-create-pods";
  private static final String OWNER = "may-also-run-programs-in-pods";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String CREATE_PODS =
      "a scan with inject needs the right to create pods, which \"%s\" does not have in namespace"
          + " \"%s\"";
  private static final String EXEC =
      "a scan with inject needs the right to create pods/exec, which \"%s\" does not have in"
          + " namespace \"%s\"";
  private static final String ANOTHER_SELECTOR =
      "{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"other\"}}}}";
  private static final String NO_INJECT = "{\"spec\":{\"inject\":null}}";

  private final Cluster cluster;
  private final KubernetesClient admin;

  InjectPolicyIT(Cluster cluster) {
    this.cluster = cluster;
    this.admin = cluster.client();
  }

  @BeforeAll
  static void give_three_people_their_rights(Cluster cluster) {
    Product.on(cluster).stopOperator();
    for (String space : List.of(SPACE, OTHER)) {
      Workloads.space(cluster, space);
      bind(cluster, space, "--clusterrole=imagescan-edit", SCANNER, CREATOR, OWNER);
    }
    role(cluster, "pods", "pods");
    role(cluster, "exec", "pods/exec");
    bind(cluster, SPACE, "--role=pods", CREATOR, OWNER);
    bind(cluster, SPACE, "--role=exec", OWNER);
  }

  @AfterAll
  static void remove(Cluster cluster) {
    Workloads.deleteSpace(cluster, SPACE);
    Workloads.deleteSpace(cluster, OTHER);
    Product.on(cluster);
  }

  @AfterEach
  void delete_scans() {
    admin.resources(ImageScan.class).inNamespace(SPACE).delete();
  }

  @Test
  void the_refusal_says_which_right_is_missing_and_where() {
    as(
        SCANNER,
        client ->
            refused(CREATE_PODS.formatted(SCANNER, SPACE), () -> create(client, SPACE, INJECT)));
    as(
        CREATOR,
        client -> refused(EXEC.formatted(CREATOR, SPACE), () -> create(client, SPACE, INJECT)));
    as(
        OWNER,
        client ->
            refused(CREATE_PODS.formatted(OWNER, OTHER), () -> create(client, OTHER, INJECT)));
  }

  @Test
  void who_has_both_rights_may_inject_and_change_what_is_injected() {
    as(
        OWNER,
        client -> {
          var scan = create(client, SPACE, INJECT);
          client.resource(scan).patch(MERGE, ANOTHER_SELECTOR);
        });
  }

  @Test
  void who_has_neither_may_scan_and_cannot_make_a_scan_inject_later() {
    as(
        SCANNER,
        client -> {
          var scan = create(client, SPACE, "");
          client.resource(scan).patch(MERGE, ANOTHER_SELECTOR);
          refused(
              CREATE_PODS.formatted(SCANNER, SPACE),
              () ->
                  client
                      .resource(scan)
                      .patch(
                          MERGE,
                          "{\"spec\":{\"inject\":{\"shares\":[{\"fromContainer\":\"a\","
                              + "\"path\":\"/a\",\"mountPath\":\"/b\"}]}}}"));
        });
  }

  @Test
  void who_has_neither_cannot_aim_what_somebody_else_injects_elsewhere() {
    var scan = create(admin, SPACE, INJECT);
    String refusal = CREATE_PODS.formatted(SCANNER, SPACE);
    as(
        SCANNER,
        client -> {
          refused(refusal, () -> client.resource(scan).patch(MERGE, ANOTHER_SELECTOR));
          refused(
              refusal,
              () ->
                  client
                      .resource(scan)
                      .patch(MERGE, "{\"spec\":{\"inject\":{\"containers\":[\"db\"]}}}"));
          client.resource(scan).patch(MERGE, "{\"metadata\":{\"labels\":{\"team\":\"shop\"}}}");
          client.resource(scan).patch(MERGE, NO_INJECT);
        });
    assertNull(admin.resource(scan).get().getSpec().inject(), "inject after it was taken away");
  }

  @Test
  void the_operator_may_add_and_remove_its_finalizer_and_write_status_and_nothing_else() {
    var scan = create(admin, SPACE, INJECT);
    try (var operator = Product.asOperator(cluster)) {
      operator.resource(scan).patch(MERGE, finalizers("\"imagescan.dev/injection\""));
      operator
          .resource(scan)
          .subresource("status")
          .patch(MERGE, "{\"status\":{\"observedGeneration\":1}}");
      refused("create pods/exec", () -> operator.resource(scan).patch(MERGE, ANOTHER_SELECTOR));
      operator.resource(scan).patch(MERGE, finalizers(""));
    }
    var after = admin.resource(scan).get();
    assertEquals(List.of(), after.getMetadata().getFinalizers(), "finalizers in the end");
    assertEquals(1, after.getStatus().observedGeneration(), "what the operator wrote");
  }

  private static final String INJECT =
      """
        inject:
          volumes: [{name: data, emptyDir: {}}]
          volumeMounts: [{name: data, mountPath: /data}]
      """;

  private static ImageScan create(KubernetesClient client, String space, String inject) {
    String scan =
        """
        apiVersion: imagescan.dev/v1alpha1
        kind: ImageScan
        metadata: {name: policy, namespace: %s}
        spec:
          selector: {matchLabels: {app: web}}
        """
            .formatted(space);
    return client.resource(Serialization.unmarshal(scan + inject, ImageScan.class)).create();
  }

  private void as(String user, java.util.function.Consumer<KubernetesClient> work) {
    try (var client = cluster.as(user)) {
      work.accept(client);
    }
  }

  private static String finalizers(String list) {
    return "{\"metadata\":{\"finalizers\":[" + list + "]}}";
  }

  private static void role(Cluster cluster, String name, String resource) {
    cluster.kubectl("create", "role", name, "-n", SPACE, "--verb=create", "--resource=" + resource);
  }

  private static void bind(Cluster cluster, String space, String role, String... users) {
    for (String user : users) {
      String name = user + "-" + role.substring(role.indexOf('=') + 1);
      cluster.kubectl("create", "rolebinding", name, "-n", space, role, "--user=" + user);
    }
  }
}
