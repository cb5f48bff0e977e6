package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;

/**
 * A program that mounts and unmounts in containers in many ways, after it has warmed up. Its
 * arguments are the PIDs of the source and of the targets.
 */
final class InjectOnce {

  /** What is looked for when it has warmed up, to be seen in a trace. */
  static final String WARM = "warmed-up";

  private InjectOnce() {}

  public static void main(String[] pids) throws IOException {
    try (Processes processes = Processes.ofHost();
        Injector injector = new Injector(processes);
        Fd root = Open.path("/", Open.O_PATH);
        ContainerProcess source = processes.open(Integer.parseInt(pids[0]))) {
      injector.warmUp();
      Open.ifThere(root, WARM, Open.O_PATH, 0);
      for (int i = 1; i < pids.length; i++) {
        try (ContainerProcess target = processes.open(Integer.parseInt(pids[i]))) {
          System.out.println(all(injector, source, target));
        }
      }
    }
  }

  private static String all(Injector injector, ContainerProcess source, ContainerProcess target)
      throws IOException {
    StringBuilder said = new StringBuilder();
    for (boolean readOnly : new boolean[] {false, true}) {
      String point = "/data/made " + readOnly + "/é";
      Placement placement = new Placement(point, readOnly, true, false);
      PlacedMount placed;
      try (Detached detached = injector.detach(source, "/volume", target, placement)) {
        placed = injector.place(detached, target, placement);
      }
      try (Detached detached = injector.detach(source, "/volume", target, placement)) {
        placed = injector.replace(detached, target, placement, placed);
      }
      said.append(injector.look(target, point, placed)).append(' ');
      injector.makeReadOnly(target, point, placed);
      injector.settle(target, point, placed);
      injector.find(target, point, placed);
      injector.remove(target, point, placed);
      said.append(injector.look(target, point, placed)).append(' ');
    }
    for (String wrong :
        new String[] {"/etc/passwd", "/busybox", "/shared/x", "/dangling", "/fixed/x"}) {
      Placement placement = new Placement(wrong, true, true, false);
      try (Detached detached = injector.detach(source, "/volume", target, placement)) {
        injector.remove(target, wrong, injector.place(detached, target, placement));
        said.append("Placed ");
      } catch (InjectionException e) {
        said.append(e.reason()).append(' ');
      }
    }
    return said.toString();
  }
}
