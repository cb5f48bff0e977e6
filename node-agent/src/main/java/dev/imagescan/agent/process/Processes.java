package dev.imagescan.agent.process;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.process.ProcessIndex.Candidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The processes of this machine, as its /proc shows them to us. Safe for use by many threads. */
public final class Processes implements AutoCloseable {

  private static final int O_DIRECTORY_PATH = Open.O_PATH | Open.O_DIRECTORY;

  private final Fd proc;
  private final Optional<String> hiddenPod;

  private Processes(Fd proc, Optional<String> hiddenPod) {
    this.proc = proc;
    this.hiddenPod = hiddenPod;
  }

  /** Those of our PID namespace, which is the host's when the pod has {@code hostPID}. */
  public static Processes ofHost() throws LinuxException {
    return new Processes(Open.path("/proc", O_DIRECTORY_PATH), OwnPod.hiddenUid());
  }

  /** Those of another directory of the same form. */
  public static Processes below(String procDirectory) throws LinuxException {
    return new Processes(Open.path(procDirectory, O_DIRECTORY_PATH), Optional.empty());
  }

  /** Goes over all processes once and notes the oldest one of each container. */
  public ProcessIndex scan() throws IOException {
    return scan(ProcessIndex.EMPTY);
  }

  /**
   * The same, but looks only at processes that have come since an earlier pass. It misses those
   * that have come into a container since, or that have taken the number of one that has ended.
   */
  public ProcessIndex scan(ProcessIndex earlier) throws IOException {
    Set<Integer> pids = pids();
    Map<CgroupPath.Owner, Candidate> oldest = new HashMap<>(earlier.among(pids));
    List<Integer> unseen = pids.stream().filter(pid -> !earlier.hasSeen(pid)).toList();
    each(unseen, this::entry, process -> note(process, oldest));
    return new ProcessIndex(pids, oldest);
  }

  private Set<Integer> pids() throws IOException {
    Set<Integer> pids = new LinkedHashSet<>();
    try (Fd directory = Open.again(proc, Open.O_RDONLY | Open.O_DIRECTORY)) {
      for (List<Directory.Entry> names = Directory.next(directory);
          names != null;
          names = Directory.next(directory)) {
        names.stream()
            .map(Directory.Entry::name)
            .filter(Processes::isNumber)
            .forEach(name -> pids.add(Integer.valueOf(name)));
      }
    }
    return pids;
  }

  /**
   * Opens any process.
   *
   * @throws NoProcessException when there is none of this number
   * @throws IOException when that cannot be told now
   */
  public ContainerProcess open(int pid) throws IOException {
    return open(pid, Optional.empty(), Optional.empty()).alive();
  }

  /**
   * Opens the calling thread, which may be in other namespaces than this process. Works there too.
   */
  public ContainerProcess ownThread() throws LinuxException {
    Fd directory = Open.at(proc, "thread-self", O_DIRECTORY_PATH);
    return new ContainerProcess(0, directory, Optional.empty(), Optional.empty());
  }

  private ContainerProcess open(
      int pid, Optional<ContainerId> container, Optional<ContainerProcess.Membership> membership)
      throws IOException {
    try {
      Fd directory = Open.at(proc, Integer.toString(pid), O_DIRECTORY_PATH);
      return new ContainerProcess(pid, directory, container, membership);
    } catch (LinuxException e) {
      throw ContainerProcess.hasEnded(e) ? new NoProcessException("there is no process " + pid) : e;
    }
  }

  /**
   * Opens the oldest process of a container, which is its first one, and asks once more whether it
   * is that container's.
   *
   * @param podUid what the control group's path must say, or null for a container of any pod or
   *     none
   * @throws NoProcessException when the container runs no process here
   * @throws IOException when that cannot be told now
   */
  public ContainerProcess open(ProcessIndex index, String podUid, ContainerId container)
      throws IOException {
    Optional<Map.Entry<CgroupPath.Owner, Candidate>> hint = index.oldest(podUid, container);
    if (hint.isPresent()) {
      CgroupPath.Owner owner = hint.get().getKey();
      ContainerProcess process =
          open(
              hint.get().getValue().pid(),
              Optional.of(container),
              Optional.of(new ContainerProcess.Membership(owner, hiddenPod)));
      if (is(process, owner)) {
        return process.alive();
      }
      process.close();
    }
    throw new NoProcessException("no process on this node runs in the container's control group");
  }

  private boolean is(ContainerProcess process, CgroupPath.Owner owner) throws IOException {
    try {
      return process.owner(hiddenPod).equals(Optional.of(owner)) && process.isRunning();
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** Goes over all processes once and notes those of each container. */
  public Members members() throws IOException {
    Map<CgroupPath.Owner, List<Integer>> members = new HashMap<>();
    each(
        pids(),
        this::entry,
        process -> {
          process
              .owner(hiddenPod)
              .map(owner -> members.computeIfAbsent(owner, _ -> new ArrayList<>()))
              .ifPresent(pids -> pids.add(process.pid()));
          return true;
        });
    return new Members(members);
  }

  /** Goes over the processes of the container that one of them is in, if it is in one. */
  public void eachBeside(Members members, ContainerProcess one, Visitor visitor)
      throws IOException {
    Optional<CgroupPath.Owner> owner = Members.owner(one);
    each(owner.map(members::beside).orElse(List.of()), this::open, in(owner, visitor));
  }

  /** Goes over the first processes of all containers that an index knows and that still run. */
  public void eachFirst(ProcessIndex index, Visitor visitor) throws IOException {
    for (Map.Entry<CgroupPath.Owner, Candidate> entry : index.all()) {
      Optional<ContainerProcess.Membership> membership =
          Optional.of(new ContainerProcess.Membership(entry.getKey(), hiddenPod));
      try (ContainerProcess process = open(entry.getValue().pid(), Optional.empty(), membership)) {
        boolean same = process.owner(hiddenPod).equals(Optional.of(entry.getKey()));
        if (same && !visitor.visit(process)) {
          return;
        }
      } catch (NoProcessException e) {
        // Its container has ended since.
        continue;
      }
    }
  }

  /** Something done with each of a container's processes. */
  public interface Visitor {

    /**
     * Looks at one, which is closed afterwards.
     *
     * @return whether to go on
     */
    boolean visit(ContainerProcess process) throws IOException;
  }

  /**
   * Goes over the processes in a container's control group and in those below, whatever namespaces
   * they are in.
   */
  public void each(String podUid, ContainerId container, Visitor visitor) throws IOException {
    each(in(Optional.of(new CgroupPath.Owner(podUid, container.id())), visitor));
  }

  /**
   * Goes over the processes that call themselves so, which any process can.
   *
   * @param name at most 15 bytes, as the kernel keeps it
   */
  public void eachNamed(String name, Visitor visitor) throws IOException {
    each(process -> !process.command().equals(name) || visitor.visit(process));
  }

  /** Goes over all processes. */
  public void each(Visitor visitor) throws IOException {
    each(pids(), this::open, visitor);
  }

  private interface Opening {
    ContainerProcess open(int pid) throws IOException;
  }

  private ContainerProcess entry(int pid) throws IOException {
    return open(pid, Optional.empty(), Optional.empty());
  }

  private Visitor in(Optional<CgroupPath.Owner> owner, Visitor visitor) {
    return process -> !process.owner(hiddenPod).equals(owner) || visitor.visit(process);
  }

  private static void each(Collection<Integer> pids, Opening opening, Visitor visitor)
      throws IOException {
    for (int pid : pids) {
      try (ContainerProcess process = opening.open(pid)) {
        if (!visitor.visit(process)) {
          return;
        }
      } catch (NoProcessException e) {
        // It has ended since.
        continue;
      }
    }
  }

  private boolean note(ContainerProcess process, Map<CgroupPath.Owner, Candidate> oldest)
      throws IOException {
    Optional<CgroupPath.Owner> owner = process.owner(hiddenPod);
    Optional<ProcessStat> stat = owner.isPresent() ? process.stat() : Optional.empty();
    if (stat.filter(ProcessStat::isAlive).isPresent()) {
      Candidate candidate = new Candidate(process.pid(), stat.get().startTime());
      oldest.merge(owner.get(), candidate, (a, b) -> a.isOlderThan(b) ? a : b);
    }
    return true;
  }

  private static boolean isNumber(String name) {
    return name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public void close() {
    proc.close();
  }
}
