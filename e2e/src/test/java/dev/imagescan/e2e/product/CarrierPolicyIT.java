package dev.imagescan.e2e.product;

import static dev.imagescan.e2e.product.Refusal.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.PauseImage;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SELinuxOptionsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What whoever took over the operator could create as pods: carriers, and nothing that runs a
 * program of theirs, has a token, or reaches the node.
 */
@OnCluster
class CarrierPolicyIT {

  private static final String SPACE = "carrier-policy";

  private final KubernetesClient admin;
  private final KubernetesClient operator;
  private final String node;

  CarrierPolicyIT(Cluster cluster) {
    admin = cluster.client();
    operator = Product.asOperator(cluster);
    node = cluster.nodes().getFirst();
  }

  @BeforeAll
  static void install(Cluster cluster) {
    Product.on(cluster).stopOperator();
    Workloads.space(cluster, SPACE);
  }

  @AfterAll
  static void remove(Cluster cluster) {
    Workloads.deleteSpace(cluster, SPACE);
    Product.on(cluster);
  }

  @AfterEach
  void close() {
    operator.close();
  }

  @Test
  void a_carrier_is_created_and_deleted_in_the_namespace_of_a_scan() {
    Pod carrier = operator.resource(carrier()).create();
    assertEquals("default", carrier.getSpec().getServiceAccountName(), "its service account");
    operator.resource(carrier).withGracePeriod(0).delete();
    for (String space : List.of("kube-system", Product.NAMESPACE)) {
      Pod elsewhere = carrier();
      elsewhere.getMetadata().setNamespace(space);
      refused("may not create pods in kube-system", () -> create(elsewhere));
    }
  }

  @Test
  void no_pod_but_a_carrier_is_deleted() {
    Pod ordinary = carrier();
    ordinary.getMetadata().setLabels(Map.of());
    ordinary.getMetadata().setOwnerReferences(List.of());
    admin.resource(ordinary).create();
    refused("may delete only pods with the label", () -> operator.resource(ordinary).delete());
    refused("cannot deletecollection", () -> operator.pods().inNamespace(SPACE).delete());
    admin.resource(ordinary).withGracePeriod(0).delete();
  }

  @Test
  void nobody_else_makes_a_carrier_or_makes_one_another_scan_s() {
    refused(
        "only the operator of ImageScan may give a pod the label",
        () -> admin.resource(carrier()).create());
    Pod carrier = operator.resource(carrier()).create();
    carrier.getMetadata().getLabels().put("imagescan.dev/scan-uid", "another");
    refused(
        "only the operator of ImageScan may change what the labels of a carrier say",
        () -> admin.resource(carrier).patch());
    admin.resource(carrier).withGracePeriod(0).delete();
  }

  @Test
  void a_carrier_says_whose_it_is_and_goes_with_its_node() {
    refusedPod("must have the labels", pod -> pod.getMetadata().setLabels(Map.of()));
    refusedPod(
        "must be owned by its Node alone", pod -> pod.getMetadata().setOwnerReferences(List.of()));
    refusedPod(
        "must be owned by its Node alone",
        pod -> pod.getMetadata().getOwnerReferences().getFirst().setKind("Pod"));
    refusedPod(
        "have no finalizer", pod -> pod.getMetadata().setFinalizers(List.of("example.com/stay")));
  }

  @Test
  void a_carrier_runs_the_pause_image_alone() {
    String one = "must have one container";
    refusedSpec(one, spec -> spec.getContainers().add(container("second")));
    refusedSpec(one, spec -> spec.setInitContainers(List.of(container("first"))));
    refusedContainer(
        "must run the image " + PauseImage.REFERENCE + ", not imagescan.test/tiny:1",
        container -> container.setImage("imagescan.test/tiny:1"));
    String nothing = "must have no command, args, env";
    refusedContainer(nothing, container -> container.setCommand(List.of("sh")));
    refusedContainer(nothing, container -> container.setArgs(List.of("-c")));
    refusedContainer(
        nothing,
        container ->
            container.setEnv(
                List.of(new EnvVarBuilder().withName("LD_PRELOAD").withValue("/x").build())));
    refusedContainer(
        nothing,
        container ->
            container.setPorts(List.of(new ContainerPortBuilder().withContainerPort(80).build())));
    String hook = "no hook but a preStop that runs /pause";
    refusedContainer(hook, yaml("livenessProbe: {httpGet: {port: 80, host: 10.0.0.1}}"));
    refusedContainer(hook, yaml("lifecycle: {postStart: {exec: {command: [sh]}}}"));
    refusedContainer(hook, yaml("lifecycle: {preStop: {exec: {command: [/pause, -v]}}}"));
    refusedContainer(hook, yaml("lifecycle: {preStop: {httpGet: {port: 80, host: 10.0.0.1}}}"));
  }

  @Test
  void a_carrier_has_no_rights_in_the_cluster_and_none_on_the_node() {
    String token = "must have the service account default and no token";
    refusedSpec(token, spec -> spec.setAutomountServiceAccountToken(null));
    String host = "must not use the node's network, process or IPC namespace";
    refusedSpec(host, spec -> spec.setHostNetwork(true));
    refusedSpec(host, spec -> spec.setHostPID(true));
    refusedSpec(host, spec -> spec.setHostIPC(true));
    refusedSpec(host, spec -> spec.setHostUsers(false));
    String privileged = "must not be privileged";
    refusedSecurity(privileged, security -> security.setAllowPrivilegeEscalation(null));
    refusedSecurity(privileged, security -> security.setReadOnlyRootFilesystem(false));
    refusedSecurity(privileged, security -> security.getCapabilities().setDrop(List.of()));
    refusedSecurity(
        privileged, security -> security.getCapabilities().setAdd(List.of("NET_BIND_SERVICE")));
    refusedSecurity(
        privileged,
        security -> {
          security.setAllowPrivilegeEscalation(null);
          security.setPrivileged(true);
        });
    String root = "must not run as root";
    refusedSecurity(root, security -> security.setRunAsUser(0L));
    refusedSpec(root, spec -> spec.getSecurityContext().setSeccompProfile(null));
    refusedSpec(root, spec -> spec.getSecurityContext().setRunAsUser(null));
    refusedSecurity(
        "no SELinux option but level",
        security ->
            security.setSeLinuxOptions(new SELinuxOptionsBuilder().withType("spc_t").build()));
    refusedSpec(
        "no SELinux option but level",
        spec -> spec.getSecurityContext().getSeLinuxOptions().setUser("system_u"));
    refusedSpec(
        "no sysctls",
        spec ->
            spec.getSecurityContext()
                .setSysctls(List.of(new Sysctl("kernel.shm_rmid_forced", "1"))));
    refusedSpec(
        "no system priority class", spec -> spec.setPriorityClassName("system-node-critical"));
  }

  @Test
  void a_carrier_holds_only_volumes_that_a_scan_can_name() {
    String volumes = "must have only volumes that an ImageScan can name";
    for (String source :
        List.of(
            "downwardAPI: {items: []}",
            "projected: {sources: [{serviceAccountToken: {path: token}}]}",
            "projected: {sources: [{secret: {name: a}}, {downwardAPI: {items: []}}]}",
            "iscsi: {targetPortal: '10.0.0.1:3260', iqn: 'iqn.2026-01.example:disk', lun: 0}")) {
      var volume = Serialization.unmarshal("name: v\n" + source, Volume.class);
      refusedSpec(volumes, spec -> spec.getVolumes().add(volume));
    }
  }

  private void refusedPod(String sentence, Consumer<Pod> change) {
    Pod pod = carrier();
    change.accept(pod);
    refused(sentence, () -> create(pod));
  }

  private void refusedSpec(String sentence, Consumer<PodSpec> change) {
    refusedPod(sentence, pod -> change.accept(pod.getSpec()));
  }

  private void refusedContainer(String sentence, Consumer<Container> change) {
    refusedSpec(sentence, spec -> change.accept(spec.getContainers().getFirst()));
  }

  private void refusedSecurity(String sentence, Consumer<SecurityContext> change) {
    refusedContainer(sentence, container -> change.accept(container.getSecurityContext()));
  }

  /** Takes the hooks and probes of a container from YAML. */
  private static Consumer<Container> yaml(String fields) {
    Container other = Serialization.unmarshal(fields, Container.class);
    return container -> {
      container.setLivenessProbe(other.getLivenessProbe());
      container.setLifecycle(other.getLifecycle());
    };
  }

  private void create(Pod pod) {
    operator.resource(pod).dryRun().create();
  }

  private Container container(String name) {
    Container container = carrier().getSpec().getContainers().getFirst();
    container.setName(name);
    container.setLifecycle(null);
    return container;
  }

  /** A carrier as the operator makes them; nobody schedules it. */
  private Pod carrier() {
    String uid = admin.nodes().withName(node).get().getMetadata().getUid();
    String yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: imagescan-policy-0
          namespace: carrier-policy
          labels: {imagescan.dev/carrier: policy, imagescan.dev/scan-uid: "0"}
          ownerReferences:
            - {apiVersion: v1, kind: Node, name: %s, uid: %s, controller: true}
        spec:
          schedulerName: nobody
          automountServiceAccountToken: false
          enableServiceLinks: false
          terminationGracePeriodSeconds: 630
          securityContext:
            runAsUser: 65535
            runAsGroup: 65535
            runAsNonRoot: true
            seccompProfile: {type: RuntimeDefault}
            fsGroup: 2000
            seLinuxOptions: {level: "s0:c1,c2"}
          containers:
            - name: carrier
              image: %s
              lifecycle: {preStop: {exec: {command: [/pause]}}}
              resources: {requests: {cpu: 1m, memory: 8Mi}}
              securityContext:
                allowPrivilegeEscalation: false
                capabilities: {drop: [ALL]}
                readOnlyRootFilesystem: true
              volumeMounts:
                - {name: data, mountPath: /mounts/0}
          volumes:
            - {name: data, emptyDir: {}}
            - {name: both, projected: {sources: [{configMap: {name: a}}, {secret: {name: b}}]}}
        """;
    return Serialization.unmarshal(yaml.formatted(node, uid, PauseImage.REFERENCE), Pod.class);
  }
}
