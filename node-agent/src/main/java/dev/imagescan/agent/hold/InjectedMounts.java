package dev.imagescan.agent.hold;

import dev.imagescan.agent.inject.Detached;
import dev.imagescan.agent.inject.InjectionException;
import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.inject.Placement;
import dev.imagescan.agent.inject.Sight;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerId;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.process.RunningContainers;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.io.IOException;
import java.util.Optional;

/**
 * Mounts in this node's containers, by the injector. A mount is only touched in the mount namespace
 * that was written down for it, and only while its container still has a process there. Any number
 * of threads may use it at once.
 */
public final class InjectedMounts implements Mounter {

  private static final String BUSY = "Busy";

  private final Injector injector;
  private final RunningContainers containers;
  private final Holders holders;

  /** Uses the processes of the given /proc; they stay the caller's to close. */
  public InjectedMounts(Injector injector, Processes processes) {
    this.injector = injector;
    this.containers = new RunningContainers(processes);
    this.holders = new Holders(processes);
  }

  private record InjectorClone(Detached detached) implements Prepared {
    @Override
    public PlacedMount expected() {
      return detached.expected();
    }

    @Override
    public void close() {
      detached.close();
    }
  }

  /** Something done with a container's process. */
  private interface Use<T> {
    T with(ContainerProcess target) throws IOException, MountFailure;
  }

  @Override
  public Prepared detach(PlannedMount planned) throws MountFailure {
    return inTarget(planned, target -> detach(planned, target));
  }

  private Prepared detach(PlannedMount planned, ContainerProcess target)
      throws IOException, MountFailure {
    String podUid = planned.source().podUID();
    try (ContainerProcess source =
        containers.open(podUid, ContainerId.parse(planned.source().containerID()))) {
      return new InjectorClone(
          injector.detach(source, planned.source().path(), target, placement(planned)));
    } catch (NoProcessException e) {
      throw new MountFailure(
          "SourceNotFound", "the container that has what is to be mounted: " + e.getMessage());
    }
  }

  @Override
  public PlacedMount place(PlannedMount planned, Prepared prepared) throws MountFailure {
    Detached detached = ((InjectorClone) prepared).detached();
    return inTarget(planned, target -> injector.place(detached, target, placement(planned)));
  }

  @Override
  public PlacedMount replace(PlannedMount planned, Prepared prepared, PlacedMount old)
      throws MountFailure {
    Detached detached = ((InjectorClone) prepared).detached();
    return inTarget(planned, target -> injector.replace(detached, target, placement(planned), old));
  }

  @Override
  public Seen look(MountResult held) throws MountFailure {
    try (ContainerProcess target = openOld(held.planned())) {
      return isIn(target, held.placed()) ? look(target, held) : new Seen.Gone();
    } catch (NoProcessException e) {
      return new Seen.Ended();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Seen look(ContainerProcess target, MountResult held) throws IOException {
    String mountPath = held.planned().mountPath();
    Optional<PlacedMount> placed =
        held.placed().mountIDs().isEmpty()
            ? injector.find(target, mountPath, held.placed())
            : Optional.of(held.placed());
    if (placed.isEmpty()) {
      return new Seen.Gone();
    }
    return switch (injector.look(target, mountPath, placed.get())) {
      case Sight.OnTop _ -> new Seen.OnTop(placed.get());
      case Sight.Covered _ -> new Seen.Covered(placed.get());
      case Sight.Gone _ -> new Seen.Gone();
    };
  }

  @Override
  public Optional<Obstacle> remove(MountResult held) throws MountFailure {
    try (ContainerProcess target = openOld(held.planned())) {
      if (isIn(target, held.placed())) {
        try {
          injector.remove(target, held.planned().mountPath(), held.placed());
        } catch (InjectionException e) {
          if (e.reason().equals(BUSY)) {
            return Optional.of(holders.ofMount(target, held));
          }
          throw e;
        }
      }
      return holders.ofCopy(held);
    } catch (NoProcessException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void makeReadOnly(MountResult held) throws MountFailure {
    inTarget(
        held.planned(),
        target -> {
          if (isIn(target, held.placed())) {
            injector.makeReadOnly(target, held.planned().mountPath(), held.placed());
          }
          return held;
        });
  }

  private <T> T inTarget(PlannedMount planned, Use<T> use) throws MountFailure {
    try (ContainerProcess target =
        containers.open(planned.podUID(), ContainerId.parse(planned.containerID()))) {
      return use.with(target);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private ContainerProcess openOld(PlannedMount planned) throws IOException {
    return containers.openOld(planned.podUID(), ContainerId.parse(planned.containerID()));
  }

  private static boolean isIn(ContainerProcess process, PlacedMount placed) throws IOException {
    try (Fd namespace = process.open("ns/mnt")) {
      return Stat.of(namespace).inode() == placed.mountNamespace();
    }
  }

  private static Placement placement(PlannedMount planned) {
    boolean isShare = planned.podUID().equals(planned.source().podUID());
    return new Placement(
        planned.mountPath(), planned.readOnly(), planned.makeMountPoint(), isShare);
  }

  private static MountFailure failure(IOException e) {
    return switch (e) {
      case InjectionException known -> new MountFailure(known.reason(), known.getMessage());
      case NoProcessException gone -> new MountFailure("ContainerNotFound", gone.getMessage());
      default -> new MountFailure("KernelError", e.getMessage());
    };
  }
}
