package dev.imagescan.agent.hold;

import dev.imagescan.agent.inject.Detached;
import dev.imagescan.agent.inject.InjectionException;
import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.inject.Placement;
import dev.imagescan.agent.inject.Reason;
import dev.imagescan.agent.inject.Sight;
import dev.imagescan.agent.process.ContainerId;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.process.RunningContainers;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Mounts in this node's containers, by the injector. A mount is only touched in the mount namespace
 * that was written down for it, and only while its container still has a process there. Any number
 * of threads may use it at once.
 */
public final class InjectedMounts implements Mounter {

  private static final int FIRST_PROCESS = 1;

  /** Containers that share one wait for one another, which costs little and changes nothing. */
  private static final int TURNS = 64;

  /** As whom carriers run, and nothing else may be ended. */
  private static final long CARRIER_USER = 65535;

  private final Object[] turns = Stream.generate(Object::new).limit(TURNS).toArray();
  private final Injector injector;
  private final RunningContainers containers;
  private final Holders holders;
  private final Removal removal;

  /** Uses the processes of the given /proc; they stay the caller's to close. */
  public InjectedMounts(Injector injector, Processes processes, RunningContainers containers) {
    this(injector, processes, containers, FIRST_PROCESS);
  }

  /** The same on a machine within this one, whose first process that is. */
  InjectedMounts(
      Injector injector, Processes processes, RunningContainers containers, int firstProcess) {
    this.injector = injector;
    this.containers = containers;
    this.holders = new Holders(processes, firstProcess);
    this.removal = new Removal(injector, holders);
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
    return inTarget(planned, target -> replace(planned, detached, target, old));
  }

  private PlacedMount replace(
      PlannedMount planned, Detached detached, ContainerProcess target, PlacedMount old)
      throws IOException, MountFailure {
    try {
      return injector.replace(detached, target, placement(planned), old);
    } catch (InjectionException e) {
      if (e.why() == Reason.BUSY) {
        Obstacle holder = holders.ofMount(planned, old);
        throw new MountFailure(holder.reason(), "what it is to replace: " + holder.message());
      }
      throw e;
    }
  }

  @Override
  public void release(ReleasedCarrier carrier) throws MountFailure {
    try (ContainerProcess process =
        containers.open(carrier.podUID(), ContainerId.parse(carrier.containerID()))) {
      process.end(CARRIER_USER);
    } catch (NoProcessException e) {
      // It has ended.
    } catch (IOException e) {
      throw new MountFailure("NotReleased", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Seen look(MountResult held) throws MountFailure {
    try (ContainerProcess target = openOld(held.planned())) {
      return look(target, held);
    } catch (NoProcessException e) {
      return new Seen.Ended();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Seen look(ContainerProcess target, MountResult held) throws IOException {
    Seen seen = look(target, held, held.placed());
    if (seen instanceof Seen.OnTop) {
      return seen;
    }
    // Perhaps not all of its IDs were known when it was written down.
    Optional<PlacedMount> found = injector.find(target, held.planned().mountPath(), held.placed());
    return found.isPresent() ? look(target, held, found.get()) : seen;
  }

  private Seen look(ContainerProcess target, MountResult held, PlacedMount placed)
      throws IOException {
    return switch (injector.look(target, held.planned().mountPath(), placed)) {
      case Sight.OnTop _ -> new Seen.OnTop(placed);
      case Sight.Covered _ -> new Seen.Covered(placed);
      case Sight.Gone _ -> new Seen.Gone();
    };
  }

  @Override
  public Optional<Obstacle> remove(MountResult held, boolean last) throws MountFailure {
    synchronized (turn(held.planned())) {
      try (ContainerProcess target = openOld(held.planned())) {
        return removal.remove(target, held, last);
      } catch (NoProcessException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  @Override
  public void clear(MountResult held) throws MountFailure {
    inTarget(
        held.planned(),
        target -> {
          removal.clear(target, held);
          return held;
        });
  }

  @Override
  public void makeReadOnly(MountResult held) throws MountFailure {
    inTarget(
        held.planned(),
        target -> {
          injector.makeReadOnly(target, held.planned().mountPath(), held.placed());
          return held;
        });
  }

  /** Two mounts may need the same directory to be made: one at a time in a container. */
  private <T> T inTarget(PlannedMount planned, Use<T> use) throws MountFailure {
    synchronized (turn(planned)) {
      try (ContainerProcess target =
          containers.open(planned.podUID(), ContainerId.parse(planned.containerID()))) {
        return use.with(target);
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  private Object turn(PlannedMount planned) {
    return turns[Math.floorMod(planned.containerID().hashCode(), turns.length)];
  }

  private ContainerProcess openOld(PlannedMount planned) throws IOException {
    return containers.openOld(planned.podUID(), ContainerId.parse(planned.containerID()));
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
