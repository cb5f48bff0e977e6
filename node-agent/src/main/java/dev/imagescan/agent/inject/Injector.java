package dev.imagescan.agent.inject;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.agent.linux.OpenFiles;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.util.Optional;

/**
 * Puts what one running container has mounted into another one, and takes it away again. Paths are
 * those that the containers themselves see, absolute, links in them followed within the container.
 *
 * <p>A mount is known by its unique ID; nothing else is ever unmounted, and nothing is detached
 * while it is used. Needs CAP_SYS_ADMIN, CAP_SYS_CHROOT and CAP_SYS_PTRACE; CAP_SETUID and
 * CAP_SETGID to make mount points for containers in user namespaces, CAP_DAC_READ_SEARCH to get to
 * those below private directories.
 *
 * <p>Each call works on a thread of its own for at most some seconds. Safe for use by many threads,
 * each container by one at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount_setattr.2.html">mount_setattr(2)</a>
 */
public final class Injector implements AutoCloseable {

  private static final int FIRST_PROCESS = 1;

  private final Processes processes;
  private final OpenFiles files;
  private final Cloning cloning;
  private final FaultPoints faults;

  /** Uses the processes of the node, which stay open. */
  public Injector(Processes processes) throws IOException {
    this(processes, FaultPoints.NONE);
  }

  /** The same, and somebody is told of the steps between which an agent may be killed. */
  public Injector(Processes processes, FaultPoints faults) throws IOException {
    this(processes, FIRST_PROCESS, faults);
  }

  /** Works on a machine within this one, whose first process that is. */
  Injector(Processes processes, int firstProcess) throws IOException {
    this(processes, firstProcess, FaultPoints.NONE);
  }

  private Injector(Processes processes, int firstProcess, FaultPoints faults) throws IOException {
    this.processes = processes;
    this.faults = faults;
    this.files = OpenFiles.ofThisProcess();
    this.cloning = new Cloning(processes, files, firstProcess);
  }

  /**
   * Loads all that mounting needs, by doing it once in a mount namespace of its own: afterwards
   * nothing is loaded any more on a thread that is in a container. To be called before all else.
   */
  public void warmUp() throws InjectionException {
    warmUp(0);
  }

  /**
   * The same some times over: then the JVM has also compiled what every mount takes, and the first
   * ones take no longer than later ones.
   */
  public void warmUp(int times) throws InjectionException {
    WarmUp.run(this, processes, times);
  }

  /**
   * Clones what a container has at a path, with the mounts below it, and makes it ready for another
   * container: private, without set-user-ID programs and devices, read-only if so asked, with the
   * owners of the target's user namespace. Looks whether it can go where it is to go. Nobody sees
   * anything of it yet.
   */
  public Detached detach(
      ContainerProcess source, String path, ContainerProcess target, Placement placement)
      throws InjectionException {
    return detach(source, path, target, placement, false);
  }

  Detached detach(
      ContainerProcess source,
      String path,
      ContainerProcess target,
      Placement placement,
      boolean lock)
      throws InjectionException {
    try {
      Placement.requireNormal(path);
      return cloning.detach(source, path, target, placement, lock);
    } catch (IOException e) {
      throw InjectionException.of(e);
    }
  }

  /**
   * Makes it visible, and makes the mount point if so asked. After a failure nothing of it is left.
   * The detached mount is closed in any case.
   *
   * @return what is there really
   */
  public PlacedMount place(Detached detached, ContainerProcess target, Placement placement)
      throws InjectionException {
    return placing(detached, target, placement, Placing::onTop);
  }

  /**
   * Puts it beneath one of ours, and unmounts that: at each moment the container sees one of both.
   * A volume that consists of several mounts loses its inner ones a moment earlier. The detached
   * mount is closed in any case.
   *
   * @return what is there now; its IDs include those of what the old one leaves behind. If the
   *     container began to use the old one at the last moment, that is still on top: {@link #look}
   *     says {@link Sight.Covered} then, and {@link #settle} ends it later
   * @throws InjectionException with {@link Reason#BUSY} when the old one is used: nothing has
   *     changed then
   */
  public PlacedMount replace(
      Detached detached, ContainerProcess target, Placement placement, PlacedMount old)
      throws InjectionException {
    return placing(detached, target, placement, placing -> placing.beneath(old));
  }

  private interface Way {
    PlacedMount take(Placing placing) throws IOException;
  }

  private PlacedMount placing(
      Detached detached, ContainerProcess target, Placement placement, Way way)
      throws InjectionException {
    return MountingThread.run(
        thread -> {
          // What is held open could not be unmounted.
          try (detached;
              Inside container = Inside.enter(target, processes, files)) {
            return way.take(new Placing(container, detached, placement, thread, faults));
          }
        });
  }

  /**
   * Unmounts what of ours still covers one that {@link #replace} put beneath it.
   *
   * @return what is there now
   * @throws InjectionException with {@link Reason#BUSY} when it is still used
   */
  public PlacedMount settle(ContainerProcess target, String mountPath, PlacedMount placed)
      throws InjectionException {
    return in(target, container -> new Unmounting(container, mountPath, placed).settle());
  }

  /** Looks for one that was placed. */
  public Sight look(ContainerProcess target, String mountPath, PlacedMount placed)
      throws InjectionException {
    return in(target, container -> new Ours(container, mountPath, placed).look());
  }

  /**
   * Looks for one of which only the expectation was written down, because the agent ended in
   * between. After a replacement, {@link #settle} goes first.
   *
   * @return as {@link #place} would have returned it; empty when it is not there, or only in part:
   *     {@link #remove} clears that away
   */
  public Optional<PlacedMount> find(ContainerProcess target, String mountPath, PlacedMount expected)
      throws InjectionException {
    return in(target, container -> new Ours(container, mountPath, expected).find());
  }

  /**
   * Unmounts one, and removes what was made for it, as far as it is empty. What is not there any
   * more is no error.
   *
   * @throws InjectionException with {@link Reason#BUSY} or {@link Reason#COVERED}
   */
  public void remove(ContainerProcess target, String mountPath, PlacedMount placed)
      throws InjectionException {
    in(
        target,
        container -> {
          new Unmounting(container, mountPath, placed)
              .remove(() -> faults.reached(Step.AFTER_UNMOUNT));
          return null;
        });
  }

  /**
   * Makes one read-only that stays, and that nothing covers.
   *
   * @throws InjectionException with {@link Reason#BUSY} when a file is open for writing, with
   *     {@link Reason#COVERED} when it cannot be reached
   */
  public void makeReadOnly(ContainerProcess target, String mountPath, PlacedMount placed)
      throws InjectionException {
    in(
        target,
        container -> {
          new Ours(container, mountPath, placed).makeReadOnly();
          return null;
        });
  }

  /**
   * Holds one open, so that it can be made read-only when it is covered later.
   *
   * @throws InjectionException with {@link Reason#COVERED} when it is covered already
   */
  public Kept keep(ContainerProcess target, String mountPath, PlacedMount placed)
      throws InjectionException {
    return in(target, container -> new Kept(new Ours(container, mountPath, placed).open()));
  }

  /** Makes one read-only that was kept, covered or not, and nothing else. */
  public void makeReadOnly(ContainerProcess target, Kept kept) throws InjectionException {
    in(
        target,
        container -> {
          Kept.makeReadOnly(kept.root());
          return null;
        });
  }

  private interface Visit<T> {
    T in(Inside container) throws IOException;
  }

  private <T> T in(ContainerProcess target, Visit<T> visit) throws InjectionException {
    return MountingThread.run(
        thread -> {
          try (Inside container = Inside.enter(target, processes, files)) {
            thread.becomeVisible();
            return visit.in(container);
          }
        });
  }

  @Override
  public void close() {
    files.close();
  }
}
