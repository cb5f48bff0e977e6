package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One of the ten places on a machine where a cluster can stand, so that several may at once. All
 * that a cluster has outside its namespaces is named after its slot: the link and the cgroups
 * {@code imagescan-e2e-N}, and these directories.
 *
 * @param number 0 to 9
 * @param sandbox the outer namespaces, which hold the bridge between the nodes and all other
 *     processes of the cluster
 */
record Slot(int number, Namespaces sandbox) {

  static final int COUNT = 10;
  private static final int TAKEN = 75;
  private static final Path BASE = Path.of("/tmp/imagescan-e2e");

  Slot {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("no such slot: " + number);
    }
  }

  /**
   * Sweeps up what crashed clusters left behind, and takes the first slot that no other cluster
   * holds.
   */
  static Slot take(Tools tools) {
    String script = tools.script("sandbox").toString();
    Command.of(script, "sweep").run().orThrow();
    try {
      Files.createDirectories(BASE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int number = 0; number < COUNT; number++) {
      Path log = BASE.resolve(number + ".sandbox.log");
      var attempt = Namespaces.start(List.of(script, "hold", Integer.toString(number)), log);
      switch (attempt) {
        case Namespaces.Attempt.Held held -> {
          return new Slot(number, held.namespaces());
        }
        case Namespaces.Attempt.Ended(int exit) -> {
          if (exit != TAKEN) {
            throw new IllegalStateException(
                "the sandbox ended with code %d; see %s".formatted(exit, log));
          }
        }
      }
    }
    throw new IllegalStateException(COUNT + " clusters are running already; end one of them first");
  }

  /** What the cluster keeps while it runs. */
  Path directory() {
    return BASE.resolve(Integer.toString(number));
  }

  /** The components' logs, which stay until the slot's next cluster. */
  Path logs() {
    return BASE.resolve(number + ".logs");
  }

  /** The API server's address as seen from the host. */
  String address() {
    return "198.18.%d.2".formatted(number);
  }

  /** The cgroup below which kubelet of a node makes those of its pods. */
  String cgroup(String node) {
    return "/imagescan-e2e-%d/%s".formatted(number, node);
  }
}
