package dev.imagescan.agent.layers;

import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A program that reads a container as the agent does and tells what came of it. Its arguments are
 * the PIDs of the node's first process and of the container's.
 */
final class ReadContainer {

  private ReadContainer() {}

  public static void main(String[] pids) throws IOException {
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(Integer.parseInt(pids[1]))) {
      Budget budget = new Budget(Budget.Limits.DEFAULT);
      try (ContainerRoot root = ContainerRoot.of(process, budget)) {
        tell("container", root);
      } catch (IOException e) {
        System.out.println("container " + e.getMessage());
      }
      switch (new OverlayLayers(processes, Integer.parseInt(pids[0])).find(process)) {
        case LayersOutcome.Unavailable(String reason) -> System.out.println("image " + reason);
        case Layers layers -> {
          try (layers;
              LayeredRoot root = layers.image(budget)) {
            tell("image", root);
          }
        }
      }
    }
  }

  private static void tell(String what, Root root) throws IOException {
    System.out.println(what + " cache " + root.list("cache"));
    try (RootFile file = root.open("private/file")) {
      String content = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      System.out.println(what + " file " + content);
    } catch (IOException e) {
      System.out.println(what + " " + e.getMessage());
    }
  }
}
