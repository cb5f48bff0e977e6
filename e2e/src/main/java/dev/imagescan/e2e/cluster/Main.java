package dev.imagescan.e2e.cluster;

import dev.imagescan.e2e.image.TestImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A cluster to try things out on: {@code up}, {@code down} and {@code status}. */
public final class Main {

  private static final String USAGE =
      """
      usage: up [--nodes=N] [IMAGE.tar...]   start a cluster with these images and leave it running
             down                            end it
             status                          say whether one runs, and how to reach it
             images                          make the tests' images, and print their files
      """;

  private Main() {}

  /** Runs one verb; see the usage that any other word prints. */
  public static void main(String... arguments) {
    String verb = arguments.length == 0 ? "" : arguments[0];
    List<String> rest = Stream.of(arguments).skip(1).toList();
    try {
      switch (verb) {
        case "up" -> Holder.up(rest);
        case "down" -> Holder.down();
        case "status" -> Holder.status();
        case "images" -> images();
        case "hold" -> hold(rest);
        default -> {
          System.err.print(USAGE);
          System.exit(2);
        }
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      System.err.println("cluster: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void images() {
    Tools.installPackages();
    for (TestImage image : TestImage.values()) {
      System.out.println(image.tar());
    }
  }

  /**
   * What the process does that {@code up} leaves behind: it is the cluster's parent until it is
   * told to end.
   */
  private static void hold(List<String> rest) {
    int nodes =
        rest.stream()
            .filter(word -> word.startsWith("--nodes="))
            .findFirst()
            .map(word -> Integer.parseInt(word.substring("--nodes=".length())))
            .orElse(2);
    var given = rest.stream().filter(word -> !word.startsWith("-")).map(Path::of);
    var images = Stream.concat(Stream.of(TestImage.TINY.tar(), TestImage.ALPINE.tar()), given);
    try (var cluster =
        LocalCluster.start(new LocalCluster.Options(nodes, images.toList(), System.out::println))) {
      Holder.announce(cluster);
      Holder.untilTold();
    }
  }
}
