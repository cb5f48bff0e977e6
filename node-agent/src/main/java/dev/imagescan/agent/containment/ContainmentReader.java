package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.IdMap;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what separates containers of this machine from it, and judges. Needs DAC_READ_SEARCH and
 * SYS_PTRACE for the containers of others. Any number of threads may use it at once.
 */
public final class ContainmentReader {

  private final Processes processes;
  private final Neighbours neighbours;
  private final Companions companions;

  /** Looks up other processes in the given /proc, which stays the caller's to close. */
  public ContainmentReader(Processes processes) {
    this.processes = processes;
    this.neighbours = new Neighbours(processes);
    this.companions = new Companions(processes);
  }

  /**
   * Judges on the container of a process.
   *
   * @param first its first process
   * @param mounts its mount table
   * @param declared what its pod says; null when that is not known
   * @param givers UIDs of other pods whose volumes were put into it on purpose
   */
  public Judgement judge(
      ContainerProcess first, MountTable mounts, DeclaredSecurity declared, Set<String> givers)
      throws IOException {
    return Judgement.of(read(first, mounts, givers), declared);
  }

  /** Reads the facts; those that the kernel does not tell are missing. */
  private Facts read(ContainerProcess first, MountTable mounts, Set<String> givers)
      throws IOException {
    try (HostReader host = HostReader.of(processes)) {
      MountTable hostMounts = host.mounts();
      ProcessFacts held = ProcessReader.read(first);
      Map<Namespace, String> hostNamespaces = host.namespaces();
      ViewReader views = new ViewReader(new HostPaths(hostMounts), hostNamespaces);
      Optional<Bundle> bundle = host.bundle(first.containerId());
      Facts facts =
          new Facts(
              first.podUid().orElse(null),
              first.containerId().orElse(""),
              givers,
              views.of(first, "", held, mounts),
              OthersReader.read(companions, first, held, views),
              neighbours(first),
              hostNamespaces,
              IdMap.of(first, "uid_map"),
              IdMap.of(first, "gid_map"),
              hostMounts,
              host.sockets(),
              host.devices(ProcessReader.text(first, "cgroup"))
                  .or(() -> bundle.map(Bundle::devices)),
              bundle.flatMap(Bundle::filter),
              bundle.map(Bundle::binds).orElse(List.of()),
              HostReader.kernel());
      first.requireUnchanged();
      return facts;
    }
  }

  private List<Neighbour> neighbours(ContainerProcess first) throws IOException {
    String id = first.containerId().orElse("");
    return neighbours.all().stream().filter(other -> !other.id().equals(id)).toList();
  }
}
