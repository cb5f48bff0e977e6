package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** etcd, API server, controller manager and scheduler, all in the cluster's sandbox. */
final class ControlPlane {

  /** The API server's address as seen from nodes and pods. */
  static final String INTERNAL_ADDRESS = "10.77.0.1";

  static final int PORT = 6443;

  private static final String ETCD = "http://127.0.0.1:2379";

  private final Tools tools;
  private final Slot slot;
  private final Path pki;
  private final Authority authority;
  private final String adminToken = UUID.randomUUID().toString();

  final Component etcd;
  final Component apiServer;
  final Component controllerManager;
  final Component scheduler;

  ControlPlane(Tools tools, Slot slot, Path pki, Authority authority) {
    this.tools = tools;
    this.slot = slot;
    this.pki = pki;
    this.authority = authority;
    authority.own().write(pki, "ca");
    Authority.keysOnly().write(pki, "tokens");
    authority
        .issue("kube-apiserver-kubelet-client", "system:masters", List.of())
        .write(pki, "kubelet-client");
    authority.issue("kube-apiserver", "", serverNames()).write(pki, "api-server");
    etcd = component("etcd", etcdCommand());
    apiServer = component("kube-apiserver", apiServerCommand());
    controllerManager = component("kube-controller-manager", controllerManagerCommand());
    scheduler = component("kube-scheduler", schedulerCommand());
  }

  /** A kubeconfig with all rights, for use on the host. */
  Path adminKubeconfig(Path file) {
    String server = "https://%s:%d".formatted(slot.address(), PORT);
    return new Kubeconfig(server, authority.own().certificate()).write(file, adminToken);
  }

  private Path tokenFile() {
    try {
      return Files.writeString(
          pki.resolve("token.csv"), adminToken + ",admin,admin,system:masters\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> serverNames() {
    return List.of(
        slot.address(),
        INTERNAL_ADDRESS,
        "10.96.0.1",
        "127.0.0.1",
        "kubernetes",
        "kubernetes.default.svc",
        "localhost");
  }

  private Component component(String name, List<String> command) {
    return new Component(name, slot.sandbox(), slot.logs(), Map.of(), command);
  }

  /** A kubeconfig for something inside the sandbox or on a node. */
  Path kubeconfig(String name, String user, String group) {
    var kubeconfig =
        new Kubeconfig(
            "https://%s:%d".formatted(INTERNAL_ADDRESS, PORT), authority.own().certificate());
    return kubeconfig.write(
        pki.resolve(name + ".kubeconfig"), authority.issue(user, group, List.of()));
  }

  private List<String> etcdCommand() {
    return List.of(
        tools.program("etcd"),
        "--data-dir=" + slot.directory().resolve("etcd"),
        "--unsafe-no-fsync",
        "--listen-client-urls=" + ETCD,
        "--advertise-client-urls=" + ETCD,
        "--listen-peer-urls=http://127.0.0.1:2380");
  }

  private List<String> apiServerCommand() {
    return List.of(
        tools.program("kube-apiserver"),
        "--etcd-servers=" + ETCD,
        "--advertise-address=" + INTERNAL_ADDRESS,
        "--secure-port=" + PORT,
        "--tls-cert-file=" + pki.resolve("api-server.crt"),
        "--tls-private-key-file=" + pki.resolve("api-server.key"),
        "--client-ca-file=" + pki.resolve("ca.crt"),
        "--token-auth-file=" + tokenFile(),
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + pki.resolve("tokens.crt"),
        "--service-account-signing-key-file=" + pki.resolve("tokens.key"),
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged=true",
        "--kubelet-preferred-address-types=InternalIP",
        "--kubelet-certificate-authority=" + pki.resolve("ca.crt"),
        "--kubelet-client-certificate=" + pki.resolve("kubelet-client.crt"),
        "--kubelet-client-key=" + pki.resolve("kubelet-client.key"));
  }

  private List<String> controllerManagerCommand() {
    Path kubeconfig = kubeconfig("controller-manager", "system:kube-controller-manager", "");
    return List.of(
        tools.program("kube-controller-manager"),
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--use-service-account-credentials",
        "--service-account-private-key-file=" + pki.resolve("tokens.key"),
        "--root-ca-file=" + pki.resolve("ca.crt"),
        "--cluster-signing-cert-file=" + pki.resolve("ca.crt"),
        "--cluster-signing-key-file=" + pki.resolve("ca.key"),
        "--node-monitor-grace-period=20s",
        "--leader-elect=false");
  }

  private List<String> schedulerCommand() {
    Path kubeconfig = kubeconfig("scheduler", "system:kube-scheduler", "");
    return List.of(
        tools.program("kube-scheduler"),
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--leader-elect=false");
  }

  /** The command that asks etcd how much it holds for each key below a prefix. */
  Command stored(String prefix) {
    String script = tools.script("stored").toString();
    List<String> asking = slot.sandbox().inside(List.of(script, ETCD, prefix));
    return Command.of(asking.toArray(String[]::new));
  }

  /** Throws, naming the log, if one of the programs has ended although nobody stopped it. */
  void check() {
    List.of(etcd, apiServer, controllerManager, scheduler).forEach(Component::check);
  }
}
