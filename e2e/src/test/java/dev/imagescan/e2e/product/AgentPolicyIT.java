package dev.imagescan.e2e.product;

import static dev.imagescan.e2e.product.Refusal.refused;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportPart;
import dev.imagescan.api.v1alpha1.ImageReportPartSpec;
import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.NodeReport;
import dev.imagescan.api.v1alpha1.NodeReportSpec;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an agent's token can do to objects of other nodes: nothing. The tokens are real, bound to
 * pods of the agents' service account on two nodes; no agent runs in these pods.
 */
@OnCluster
class AgentPolicyIT {

  private static final String SPACE = "agent-policy";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private static Pod onHere;
  private static Pod onThere;

  /** The pod that reports are about; nobody starts it. */
  private static Pod owner;

  private final KubernetesClient admin;
  private final KubernetesClient agent;
  private final KubernetesClient other;
  private final String here;
  private final String there;

  AgentPolicyIT(Cluster cluster) {
    admin = cluster.client();
    agent = cluster.asPod(onHere);
    other = cluster.asPod(onThere);
    here = onHere.getSpec().getNodeName();
    there = onThere.getSpec().getNodeName();
  }

  @BeforeAll
  static void install(Cluster cluster) {
    // What no scan wants the operator would collect.
    Product.on(cluster).stopOperator();
    Workloads.space(cluster, SPACE);
    owner = pod(cluster, SPACE, "pod", "default", null);
    onHere =
        pod(
            cluster,
            Product.NAMESPACE,
            "holder-here",
            "imagescan-agent",
            cluster.nodes().getFirst());
    onThere =
        pod(
            cluster,
            Product.NAMESPACE,
            "holder-there",
            "imagescan-agent",
            cluster.nodes().getLast());
  }

  @AfterAll
  static void remove(Cluster cluster) {
    for (Pod pod : List.of(onHere, onThere)) {
      cluster.client().resource(pod).withGracePeriod(0).delete();
    }
    Workloads.deleteSpace(cluster, SPACE);
    cluster.kubectl("delete", "nodescans", "-n", Product.NAMESPACE, "--all");
    Product.on(cluster);
  }

  @BeforeEach
  void give_each_node_an_image() {
    for (String node : List.of(here, there)) {
      var image = new ImageReport();
      image.setMetadata(new ObjectMetaBuilder().withName("policy-" + node).build());
      image.setSpec(new ImageReportSpec("sha256:0", "linux", "amd64", "policy", node, null));
      admin.resource(image).create();
    }
  }

  @AfterEach
  void delete_everything() {
    admin.resources(ContainerReport.class).inNamespace(SPACE).delete();
    List.of(here, there)
        .forEach(node -> admin.resources(ImageReport.class).withName("policy-" + node).delete());
    admin.resources(ImageReportPart.class).delete();
    admin.resources(NodeReport.class).delete();
    agent.close();
    other.close();
  }

  @Test
  void an_agent_keeps_the_report_of_a_container_on_its_node() {
    var report = report("pod.main", here);
    agent.resource(report).create();
    agent.resource(report).patch(MERGE, "{\"spec\":{\"containerID\":\"containerd://2\"}}");
    assertEquals(
        1,
        agent
            .resources(ContainerReport.class)
            .inAnyNamespace()
            .withField("spec.nodeName", here)
            .list()
            .getItems()
            .stream()
            .filter(item -> item.getMetadata().getNamespace().equals(SPACE))
            .count(),
        "reports that it sees of its own");
    agent.resource(report).delete();
  }

  @Test
  void an_agent_can_neither_create_nor_change_nor_delete_nor_take_over_a_report_of_another_node() {
    var theirs = report("pod.main", there);
    String sentence = "the agent of node \"" + here + "\" may not ";
    refused(sentence + "create", () -> agent.resource(theirs).create());
    other.resource(theirs).create();
    assertAll(
        () ->
            refused(
                sentence + "update",
                () -> agent.resource(theirs).patch(MERGE, "{\"spec\":{\"container\":\"x\"}}")),
        () ->
            refused(sentence + "update", () -> agent.resource(theirs).patch(MERGE, nodeName(here))),
        () -> refused(sentence + "delete", () -> agent.resource(theirs).delete()),
        () -> assertTrue(may(agent, "delete"), "an agent may not delete a report"),
        () ->
            assertFalse(may(agent, "deletecollection"), "an agent may delete all reports at once"));
    assertEquals(
        there,
        admin.resource(theirs).get().getSpec().nodeName(),
        "the node of the report after all that");
  }

  @Test
  void an_agent_cannot_hand_its_report_to_another_node() {
    var own = report("pod.main", here);
    agent.resource(own).create();
    refused("may not update", () -> agent.resource(own).patch(MERGE, nodeName(there)));
  }

  @Test
  void a_report_has_one_owner_a_pod_and_its_name_and_no_finalizer() {
    var unowned = report("pod.main", here);
    unowned.getMetadata().setOwnerReferences(List.of());
    var two = report("pod.main", here);
    two.getMetadata()
        .setOwnerReferences(List.of(owner("pod", "Pod", uid()), owner("pod2", "Pod", "other")));
    var ofDeployment = report("pod.main", here);
    ofDeployment.getMetadata().setOwnerReferences(List.of(owner("pod", "Deployment", uid())));
    var ofOtherPod = report("pod.main", here);
    ofOtherPod.getMetadata().setOwnerReferences(List.of(owner("pod", "Pod", "other")));
    var finalized = report("pod.main", here);
    finalized.getMetadata().setFinalizers(List.of("example.com/for-ever"));

    assertAll(
        () -> refused("must be owned by one Pod", () -> agent.resource(unowned).create()),
        () -> refused("must be owned by one Pod", () -> agent.resource(two).create()),
        () -> refused("must be owned by one Pod", () -> agent.resource(ofDeployment).create()),
        () -> refused("must be owned by one Pod", () -> agent.resource(ofOtherPod).create()),
        () ->
            refused(
                "must be named after the pod",
                () -> agent.resource(report("other-pod.main", here)).create()),
        () -> refused("must not have finalizers", () -> agent.resource(finalized).create()));
  }

  @Test
  void an_agent_writes_only_the_image_reports_that_its_node_was_given() {
    var own = admin.resources(ImageReport.class).withName("policy-" + here).get();
    var theirs = admin.resources(ImageReport.class).withName("policy-" + there).get();
    String status = "{\"status\":{\"state\":\"Inspected\"}}";
    String takeOver =
        "{\"spec\":{\"nodeName\":\"%s\"},\"status\":{\"state\":\"Inspected\"}}".formatted(here);

    agent.resource(own).subresource("status").patch(MERGE, status);
    assertAll(
        () ->
            refused(
                "may not update",
                () -> agent.resource(theirs).subresource("status").patch(MERGE, status)),
        () ->
            refused(
                "may not update",
                () -> agent.resource(theirs).subresource("status").patch(MERGE, takeOver)),
        () ->
            refused(
                "cannot patch resource", () -> agent.resource(own).patch(MERGE, nodeName(there))),
        () -> refused("cannot delete resource", () -> agent.resource(own).delete()),
        () -> refused("cannot list resource", () -> agent.resources(ImageReport.class).list()));
  }

  @Test
  void an_agent_continues_a_report_in_parts_of_its_own_node_only() {
    var own = part(here, 1);
    agent.resource(own).create();
    agent.resource(own).patch(MERGE, "{\"status\":{\"packages\":[]}}");
    var theirs = part(there, 1);
    other.resource(theirs).create();
    assertAll(
        () -> refused("may not create", () -> agent.resource(part(there, 2)).create()),
        () -> refused("may not update", () -> agent.resource(theirs).patch(MERGE, nodeName(here))),
        () -> refused("may not update", () -> agent.resource(own).patch(MERGE, nodeName(there))),
        () -> refused("may not delete", () -> agent.resource(theirs).delete()),
        () -> refused("cannot list resource", () -> agent.resources(ImageReportPart.class).list()));
    agent.resource(own).delete();
  }

  @Test
  void a_part_has_one_owner_its_report_and_its_name_and_no_finalizer() {
    var unowned = part(here, 1);
    unowned.getMetadata().setOwnerReferences(List.of());
    var ofPod = part(here, 1);
    ofPod.getMetadata().setOwnerReferences(List.of(owner("pod", "Pod", uid())));
    var finalized = part(here, 1);
    finalized.getMetadata().setFinalizers(List.of("example.com/for-ever"));
    var misnamed = part(here, 1);
    misnamed
        .getMetadata()
        .setName(ImageReportPart.nameOf(misnamed.getSpec().imageReport(), there, 1));
    assertAll(
        () -> refused("must be owned by one ImageReport", () -> agent.resource(unowned).create()),
        () -> refused("must be owned by one ImageReport", () -> agent.resource(ofPod).create()),
        () -> refused("must not have finalizers", () -> agent.resource(finalized).create()),
        () -> refused("must be named after", () -> agent.resource(misnamed).create()));
  }

  private ImageReportPart part(String node, int number) {
    var report = admin.resources(ImageReport.class).withName("policy-" + node).get();
    String name = report.getMetadata().getName();
    var part = new ImageReportPart();
    part.setMetadata(
        new ObjectMetaBuilder()
            .withName(ImageReportPart.nameOf(name, node, number))
            .addNewOwnerReference()
            .withApiVersion(report.getApiVersion())
            .withKind(report.getKind())
            .withName(name)
            .withUid(report.getMetadata().getUid())
            .endOwnerReference()
            .build());
    part.setSpec(new ImageReportPartSpec(name, node, number));
    return part;
  }

  @Test
  void an_agent_keeps_the_report_of_its_own_node_and_of_no_other() {
    var own = nodeReport(here);
    var theirs = nodeReport(there);
    agent.resource(own).create();
    agent.resource(own).patch(MERGE, "{\"status\":{\"state\":\"Inspected\"}}");
    var touched = agent.resource(own).patch(MERGE, "{}");
    assertEquals(here, touched.getSpec().nodeName(), "what an agent is told of its own report");
    refused("may not create", () -> agent.resource(theirs).create());
    other.resource(theirs).create();
    var underTheirName = nodeReport(there);
    underTheirName.setSpec(new NodeReportSpec(here));
    var aboutThem = nodeReport(here);
    aboutThem.setSpec(new NodeReportSpec(there));
    assertAll(
        () ->
            refused(
                "may not update",
                () -> agent.resource(theirs).patch(MERGE, "{\"status\":{\"state\":\"Failed\"}}")),
        () -> refused("cannot get resource", () -> agent.resource(theirs).get()),
        () -> refused("cannot get resource", () -> agent.resource(own).get()),
        () -> refused("may not update", () -> agent.resource(theirs).patch(MERGE, "{}")),
        () -> refused("may not update", () -> agent.resource(theirs).patch(MERGE, nodeName(here))),
        () -> refused("may not update", () -> agent.resource(own).patch(MERGE, nodeName(there))),
        () -> refused("may not create", () -> agent.resource(underTheirName).create()),
        () -> refused("may not delete", () -> agent.resource(theirs).delete()),
        () -> refused("cannot list resource", () -> agent.resources(NodeReport.class).list()));
    agent.resource(own).delete();
    refused("may not create", () -> agent.resource(aboutThem).create());
  }

  @Test
  void the_report_of_a_node_has_one_owner_this_node_and_no_finalizer() {
    var unowned = nodeReport(here);
    unowned.getMetadata().setOwnerReferences(List.of());
    var ofOther = nodeReport(here);
    ofOther.getMetadata().setOwnerReferences(nodeReport(there).getMetadata().getOwnerReferences());
    var ofPod = nodeReport(here);
    ofPod.getMetadata().setOwnerReferences(List.of(owner(here, "Pod", uid())));
    var blocking = nodeReport(here);
    blocking.getMetadata().getOwnerReferences().getFirst().setBlockOwnerDeletion(true);
    var finalized = nodeReport(here);
    finalized.getMetadata().setFinalizers(List.of("example.com/for-ever"));
    var misnamed = nodeReport(here);
    misnamed.getMetadata().setName("another");
    assertAll(
        () -> refused("must be owned by one Node", () -> agent.resource(unowned).create()),
        () -> refused("must be owned by one Node", () -> agent.resource(ofOther).create()),
        () -> refused("must be owned by one Node", () -> agent.resource(ofPod).create()),
        () -> refused("must be owned by one Node", () -> agent.resource(blocking).create()),
        () -> refused("must not have finalizers", () -> agent.resource(finalized).create()),
        () ->
            refused("which belongs to node \"another\"", () -> agent.resource(misnamed).create()));
  }

  @Test
  void the_report_of_a_node_gets_neither_another_owner_nor_a_finalizer_later() {
    var own = nodeReport(here);
    OwnerReference right = own.getMetadata().getOwnerReferences().getFirst();
    OwnerReference blocking = new OwnerReferenceBuilder(right).withBlockOwnerDeletion(true).build();
    OwnerReference ofOther = nodeReport(there).getMetadata().getOwnerReferences().getFirst();
    OwnerReference ofPod = owner(here, "Pod", uid());
    agent.resource(own).create();
    for (List<OwnerReference> owners :
        List.of(
            List.<OwnerReference>of(),
            List.of(ofOther),
            List.of(right, ofOther),
            List.of(ofPod),
            List.of(blocking))) {
      refused(
          "must be owned by one Node",
          () -> agent.resource(own).patch(MERGE, metadata("ownerReferences", owners)));
    }
    refused(
        "must not have finalizers",
        () ->
            agent
                .resource(own)
                .patch(MERGE, metadata("finalizers", List.of("example.com/for-ever"))));
    agent.resource(own).patch(MERGE, metadata("ownerReferences", List.of(right)));
  }

  private static String metadata(String field, List<?> value) {
    return "{\"metadata\":{\"" + field + "\":" + Serialization.asJson(value) + "}}";
  }

  private NodeReport nodeReport(String node) {
    var report = new NodeReport();
    String uid = admin.nodes().withName(node).get().getMetadata().getUid();
    report.setMetadata(
        new ObjectMetaBuilder()
            .withName(node)
            .withOwnerReferences(owner(node, "Node", uid))
            .build());
    report.setSpec(new NodeReportSpec(node));
    return report;
  }

  @Test
  void an_agent_reports_only_its_own_node_and_never_writes_a_task() {
    var scans = List.of(scan(here), scan(there));
    scans.forEach(scan -> admin.resource(scan).forceConflicts().serverSideApply());
    String status = "{\"status\":{\"observedGeneration\":1}}";
    assertAll(
        () ->
            refused(
                "may not update",
                () -> agent.resource(scans.getLast()).subresource("status").patch(MERGE, status)),
        () ->
            refused(
                "cannot patch resource",
                () -> agent.resource(scans.getFirst()).patch(MERGE, "{\"spec\":{}}")),
        () -> refused("cannot delete resource", () -> agent.resource(scans.getFirst()).delete()),
        () -> refused("cannot create resource", () -> agent.resource(scan("new")).create()));
    agent.resource(scans.getFirst()).subresource("status").patch(MERGE, status);
  }

  @Test
  void an_agent_sees_neither_pods_nor_secrets() {
    assertAll(
        () -> refused("cannot list resource \"pods\"", () -> agent.pods().inAnyNamespace().list()),
        () ->
            refused(
                "cannot list resource \"secrets\"",
                () -> agent.resources(Secret.class).inNamespace(SPACE).list()));
  }

  @Test
  void a_token_of_the_agents_service_account_without_a_node_writes_nothing(Cluster cluster) {
    try (var nodeless = cluster.asServiceAccount(Product.NAMESPACE, "imagescan-agent")) {
      refused("this one names no node", () -> nodeless.resource(report("pod.main", here)).create());
    }
  }

  /**
   * A pod that lends its name or its token; no runtime has its image. Without a node it is never
   * scheduled.
   */
  private static Pod pod(
      Cluster cluster, String namespace, String name, String account, String node) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withNodeName(node)
            .withSchedulerName("nobody")
            .withServiceAccountName(account)
            .withTerminationGracePeriodSeconds(0L)
            .addNewContainer()
            .withName("main")
            .withImage("imagescan.test/none:1")
            .withImagePullPolicy("Never")
            .endContainer()
            .endSpec()
            .build();
    return cluster.client().resource(pod).create();
  }

  private static ContainerReport report(String name, String node) {
    var report = new ContainerReport();
    report.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(SPACE)
            .withOwnerReferences(owner("pod", "Pod", uid()))
            .build());
    report.setSpec(new ContainerReportSpec(node, uid(), "main", "containerd://1"));
    return report;
  }

  private static NodeScan scan(String node) {
    var scan = new NodeScan();
    scan.setMetadata(
        new ObjectMetaBuilder().withName(node).withNamespace(Product.NAMESPACE).build());
    scan.setSpec(new NodeScanSpec(List.of(), List.of()));
    return scan;
  }

  private static OwnerReference owner(String name, String kind, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion(kind.equals("Deployment") ? "apps/v1" : "v1")
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .build();
  }

  private static String uid() {
    return owner.getMetadata().getUid();
  }

  private static String nodeName(String node) {
    return "{\"spec\":{\"nodeName\":\"" + node + "\"}}";
  }

  private static boolean may(KubernetesClient client, String verb) {
    var question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup("imagescan.dev")
            .withResource("containerreports")
            .withNamespace(SPACE)
            .withVerb(verb)
            .endResourceAttributes()
            .endSpec()
            .build();
    return client.resource(question).create().getStatus().getAllowed();
  }
}
