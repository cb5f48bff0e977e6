package dev.imagescan.e2e.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The nodes of a local cluster. */
record Nodes(List<Node> all) {

  Nodes {
    all = List.copyOf(all);
  }

  /** Makes the namespaces of {@code count} nodes; nothing runs on them yet. */
  static Nodes make(
      Tools tools, Slot slot, ControlPlane controlPlane, Authority authority, int count) {
    return new Nodes(
        IntStream.rangeClosed(1, count)
            .mapToObj(index -> Node.make(tools, slot, controlPlane, authority, index, count))
            .toList());
  }

  /** Starts containerd everywhere and gives it the pause image. The result is to be joined. */
  CompletableFuture<Void> startRuntimes(Path pauseImage) {
    return onAll(
        node -> {
          node.startRuntime();
          node.importImage(pauseImage);
        });
  }

  /** Starts what needs the API server. */
  void join() {
    all.forEach(Node::join);
  }

  void importImage(Path tar) {
    await(onAll(node -> node.importImage(tar)));
  }

  Node named(String name) {
    return all.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such node: " + name));
  }

  private CompletableFuture<Void> onAll(Consumer<Node> action) {
    return CompletableFuture.allOf(
        all.stream()
            .map(
                node ->
                    CompletableFuture.runAsync(
                        () -> action.accept(node), Thread::startVirtualThread))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Waits for {@code work}, and throws what it threw. */
  static void await(CompletableFuture<Void> work) {
    try {
      work.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
