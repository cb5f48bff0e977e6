package dev.imagescan.agent.process;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Owner;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One process, held by its directory below /proc: once the process has ended, everything below that
 * directory fails, also when another process has got its number. Must be closed.
 */
public final class ContainerProcess implements AutoCloseable {

  private static final int LONGEST_FILE = 1 << 20;
  private static final Pattern OF_ROOT = Pattern.compile("Uid:\\t0\\t0\\t0\\t0");

  /** The unit of /proc's times, whatever the kernel's own is. */
  private static final long MILLIS_A_TICK = 10;

  private static final int MOST_DESCRIPTORS = 4096;

  private final int pid;
  private final Fd directory;
  private final Optional<ContainerId> container;
  private final Optional<Membership> membership;
  private final String tasks;

  /** In which control group it was found, and how that is told. */
  record Membership(CgroupPath.Owner owner, Optional<String> hiddenPod) {}

  ContainerProcess(
      int pid, Fd directory, Optional<ContainerId> container, Optional<Membership> membership) {
    this(pid, directory, container, membership, "task");
  }

  private ContainerProcess(
      int pid,
      Fd directory,
      Optional<ContainerId> container,
      Optional<Membership> membership,
      String tasks) {
    this.pid = pid;
    this.directory = directory;
    this.container = container;
    this.membership = membership;
    this.tasks = tasks;
  }

  /** Its number in our own PID namespace, for messages. */
  public int pid() {
    return pid;
  }

  /** The container as whose process it was opened; empty when it was opened by its number. */
  public Optional<ContainerId> container() {
    return container;
  }

  /** The UID of the pod that its control group names: empty without a pod, or without a name. */
  public Optional<String> podUid() {
    return namedOwner().map(CgroupPath.Owner::podUid).filter(uid -> !uid.isEmpty());
  }

  /** The container's ID that its control group names, with 12 to 128 hexadecimal digits. */
  public Optional<String> containerId() {
    return namedOwner().map(CgroupPath.Owner::id).filter(id -> !id.isEmpty());
  }

  private Optional<CgroupPath.Owner> namedOwner() {
    if (membership.isPresent()) {
      return membership.map(Membership::owner);
    }
    try {
      return owner(Optional.empty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Its root directory, to resolve paths below; the caller closes it. Nothing was read of it, and
   * nobody asked: not even a file system in user space.
   */
  public Fd root() throws LinuxException {
    return Open.at(directory, "root", Open.O_PATH | Open.O_DIRECTORY);
  }

  /** Where the directories of its threads are, from its own: to be opened below that one. */
  public String tasks() {
    return tasks;
  }

  /** Opens a file of its directory below /proc for reading, such as {@code mountinfo}. */
  public Fd open(String name) throws LinuxException {
    return Open.at(directory, name, Open.O_RDONLY);
  }

  /**
   * Opens one of its namespaces; the caller closes it.
   *
   * @param type such as {@code mnt} or {@code user}
   */
  public Fd namespace(String type) throws LinuxException {
    return Open.at(directory, "ns/" + type, Open.O_RDONLY);
  }

  /**
   * Requires that it runs, and in the container as whose process it was opened: to be asked after
   * something of it was opened, and before that is used.
   *
   * @throws NoProcessException when not
   * @throws IOException when that cannot be told now
   */
  public void requireUnchanged() throws IOException {
    boolean same =
        membership.isEmpty()
            || owner(membership.get().hiddenPod()).equals(membership.map(Membership::owner));
    if (!same || !isRunning()) {
      throw new NoProcessException("process " + pid + " has ended");
    }
  }

  /** Whether it is in our own user namespace, so that its mounts were made with real rights. */
  public boolean sharesOurUserNamespace() throws LinuxException {
    int link = Open.O_PATH | Open.O_NOFOLLOW;
    try (Fd its = Open.at(directory, "ns/user", link);
        Fd ours = Open.path("/proc/self/ns/user", link)) {
      return Read.link(its).equals(Read.link(ours));
    }
  }

  /**
   * Opens what a link of its directory below /proc leads to, such as {@code cwd} or {@code fd/3},
   * to ask the kernel about it and nothing else.
   */
  public Fd locate(String link) throws LinuxException {
    return Open.at(directory, link, Open.O_PATH);
  }

  /** Where such a link says that it leads to: any text, if the process wants it so. */
  public String target(String link) throws LinuxException {
    try (Fd fd = Open.at(directory, link, Open.O_PATH | Open.O_NOFOLLOW)) {
      return Read.link(fd);
    }
  }

  /**
   * Ends it at once, if it belongs to that user.
   *
   * @throws IOException when it does not, or the kernel refuses
   */
  public void end(long user) throws IOException {
    if (Owner.of(directory).uid() != user) {
      throw new IOException("process " + pid + " does not belong to user " + user);
    }
    try (Fd itself = Open.at(directory, ".", Open.O_RDONLY | Open.O_DIRECTORY)) {
      Signals.killAs(user, itself);
    }
  }

  /**
   * Whether it has not ended yet.
   *
   * @throws IOException when that cannot be told now
   */
  public boolean isRunning() throws IOException {
    return stat().filter(ProcessStat::isAlive).isPresent();
  }

  /** How long it has run; empty when it has ended. */
  public Optional<Duration> age() throws IOException {
    try (Fd uptime = Open.path("/proc/uptime", Open.O_RDONLY)) {
      String text = new String(Read.all(uptime, LONGEST_FILE), StandardCharsets.US_ASCII);
      double seconds = Double.parseDouble(text.substring(0, text.indexOf(' ')));
      return stat()
          .map(stat -> (long) (seconds * 1000) - stat.startTime() * MILLIS_A_TICK)
          .map(Duration::ofMillis);
    }
  }

  /** Empty when it has ended. */
  Optional<ProcessStat> stat() throws IOException {
    return ifThere("stat").flatMap(ProcessStat::parse);
  }

  /** Empty when it has ended, or is in no container. */
  Optional<CgroupPath.Owner> owner(Optional<String> hiddenPod) throws IOException {
    return ifThere("cgroup")
        .map(content -> new String(content, StandardCharsets.ISO_8859_1))
        .flatMap(cgroup -> CgroupPath.owner(cgroup, hiddenPod));
  }

  /**
   * The same process, to be looked at by way of a thread that runs: the thread that it began with
   * may have ended, and has no namespaces and no root then.
   */
  ContainerProcess alive() throws IOException {
    if (!stat().filter(stat -> stat.hasLeft() && stat.isAlive()).isPresent()) {
      return this;
    }
    try (Fd threads = open(tasks)) {
      for (List<Directory.Entry> next = Directory.next(threads);
          next != null;
          next = Directory.next(threads)) {
        for (Directory.Entry entry : next) {
          Optional<ContainerProcess> thread = thread(entry.name());
          if (thread.isPresent()) {
            close();
            return thread.get();
          }
        }
      }
    }
    return this;
  }

  private Optional<ContainerProcess> thread(String id) throws IOException {
    Optional<Fd> found =
        Open.ifThere(directory, tasks + "/" + id, Open.O_PATH | Open.O_DIRECTORY, 0);
    Optional<ContainerProcess> thread =
        found.map(fd -> new ContainerProcess(pid, fd, container, membership, ".."));
    if (thread.isPresent() && thread.get().stat().filter(stat -> !stat.hasLeft()).isEmpty()) {
      thread.get().close();
      return Optional.empty();
    }
    return thread;
  }

  private Optional<byte[]> ifThere(String name) throws IOException {
    try {
      return Optional.of(content(name));
    } catch (LinuxException e) {
      if (hasEnded(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static boolean hasEnded(LinuxException e) {
    return e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH;
  }

  /** The name of its program's file, or the one that it gave itself; empty when it has ended. */
  public String command() {
    try {
      return text("comm").strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Whether it has the rights of root, and not only those of a user namespace's root, and is no
   * set-user-ID program of an ordinary user's.
   */
  public boolean isOfRoot() {
    try {
      // Real, effective, saved and file system's, as our own user namespace has them.
      return text("status").lines().anyMatch(line -> OF_ROOT.matcher(line).matches());
    } catch (IOException e) {
      return false;
    }
  }

  /** A small file of its directory below /proc, one byte in each char. */
  public String text(String name) throws IOException {
    return new String(content(name), StandardCharsets.ISO_8859_1);
  }

  /** The numbers of the files that it has open. */
  public List<String> descriptors() throws IOException {
    List<String> numbers = new ArrayList<>();
    try (Fd open = Open.at(directory, "fd", Open.O_RDONLY | Open.O_DIRECTORY)) {
      for (List<Directory.Entry> next = Directory.next(open);
          next != null && numbers.size() < MOST_DESCRIPTORS;
          next = Directory.next(open)) {
        next.stream().map(Directory.Entry::name).forEach(numbers::add);
      }
    }
    return numbers;
  }

  private byte[] content(String name) throws IOException {
    try (Fd file = open(name)) {
      return Read.all(file, LONGEST_FILE);
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
