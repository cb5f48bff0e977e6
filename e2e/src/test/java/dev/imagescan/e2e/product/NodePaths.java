package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Cluster;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a host some pods want that this machine has not, made on a node. Closing it takes away
 * what it has made.
 */
final class NodePaths implements AutoCloseable {

  static final String DOCKER_SOCKET = "/run/docker.sock";

  private static final List<String> DIRECTORIES =
      List.of("/run/libvirt", "/var/lib/libvirt", "/usr/lib/modules");

  private static final String MAKE =
      "for each; do test -e \"$each\" || { mkdir -- \"$each\" && echo \"$each\"; }; done";
  private static final String LISTEN =
      "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])";

  private final Cluster cluster;
  private final String node;
  private final List<String> made;

  NodePaths(Cluster cluster, String node) {
    this.cluster = cluster;
    this.node = node;
    this.made = onNode(with("sh", "-c", MAKE, "make")).lines().toList();
    onNode(List.of("python3", "-c", LISTEN, DOCKER_SOCKET));
  }

  private static List<String> with(String... first) {
    return Stream.concat(List.of(first).stream(), DIRECTORIES.stream()).toList();
  }

  private String onNode(List<String> argv) {
    return cluster
        .faults("make files on a node")
        .onNode(node, argv.toArray(String[]::new))
        .run()
        .orThrow();
  }

  @Override
  public void close() {
    onNode(List.of("rm", "--", DOCKER_SOCKET));
    for (String directory : made) {
      onNode(List.of("rmdir", "--", directory));
    }
  }
}
