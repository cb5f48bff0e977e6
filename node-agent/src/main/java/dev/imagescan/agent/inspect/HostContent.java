package dev.imagescan.agent.inspect;

import dev.imagescan.agent.host.FoundRuntime;
import dev.imagescan.agent.host.Host;
import dev.imagescan.agent.host.HostMounts;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.HostRoot;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeKernel;
import dev.imagescan.api.v1alpha1.NodeRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a machine is and holds.
 *
 * @param root its distribution and, where they were asked for, its packages
 * @param mounts where they were asked for
 * @param stoppedBy what ended the walk through its files before they did
 */
public record HostContent(
    RootContent root,
    NodeKernel kernel,
    List<NodeRuntime> runtimes,
    Optional<HostMounts> mounts,
    Optional<UnreadableException> stoppedBy) {

  /** The list is copied. */
  public HostContent {
    runtimes = List.copyOf(runtimes);
  }

  /**
   * Reads the machine whose first process that is.
   *
   * @param inspect packages, mounts, or both
   * @param budget for everything but the databases of package managers, which have one of their own
   * @throws UnreadableException when its root file system is not read
   */
  public static HostContent read(
      Processes processes, int first, Collection<Inspection> inspect, Budget budget)
      throws IOException {
    try (Host host = Host.open(processes, first)) {
      List<FoundRuntime> found = host.runtimes();
      HostRoot rest = host.rest(budget);
      List<NodeRuntime> runtimes = new ArrayList<>();
      boolean packages = inspect.contains(Inspection.PACKAGES);
      RootContent root =
          packages
              ? RootInspector.inspect(
                  host.databases(), rest, owners -> describe(found, owners, runtimes))
              : withoutPackages(host);
      if (!packages) {
        describe(found, _ -> Optional.empty(), runtimes);
      }
      return new HostContent(
          root,
          host.kernel(),
          runtimes,
          inspect.contains(Inspection.MOUNTS) ? Optional.of(host.mounts()) : Optional.empty(),
          rest.stoppedBy());
    }
  }

  private static RootContent withoutPackages(Host host) {
    Catalogue.Builder catalogue = new Catalogue.Builder();
    var distribution = RootInspector.distribution(host.databases(), catalogue);
    return new RootContent(distribution, catalogue.build(), ImageHistory.of(List.of()));
  }

  private static void describe(
      List<FoundRuntime> found,
      Function<String, Optional<Package.Identity>> owners,
      List<NodeRuntime> described) {
    for (FoundRuntime runtime : found) {
      described.add(
          runtime.describe(
              runtime.file().flatMap(owners).map(owner -> owner.name() + " " + owner.version())));
    }
  }

  /** Whether the walk did not get to the end of the files. */
  public boolean isCut() {
    return stoppedBy
        .map(UnreadableException::why)
        .filter(why -> why == Unreadable.BUDGET_SPENT || why == Unreadable.DEADLINE)
        .isPresent();
  }
}
