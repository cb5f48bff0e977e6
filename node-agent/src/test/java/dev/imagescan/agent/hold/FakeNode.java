package dev.imagescan.agent.hold;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node's containers and what is mounted in them, as a kernel would keep it: mounts at one place
 * form a stack, clones have IDs that are never used again, and a busy one cannot be unmounted.
 */
public final class FakeNode implements Mounter {

  /** The carriers that were ended, in order. */
  public final List<ReleasedCarrier> released = new ArrayList<>();

  /** Mounts that are not ours have no device. */
  public record Mounted(String id, String device, String root) {}

  /** One running instance of a container. */
  public static final class Container {
    final long namespace;
    final Map<String, List<Mounted>> stacks = new LinkedHashMap<>();
    final Set<String> directories = new HashSet<>();
    final Set<String> openFiles = new HashSet<>();
    final Set<String> copies = new HashSet<>();
    final Set<String> madeReadOnly = new HashSet<>();

    Container(long namespace) {
      this.namespace = namespace;
    }

    List<Mounted> at(String path) {
      return stacks.computeIfAbsent(path, _ -> new ArrayList<>());
    }
  }

  private final class FakeClone implements Prepared {
    final PlacedMount expected;
    final String id;
    boolean closed;

    FakeClone(PlacedMount expected, String id) {
      this.expected = expected;
      this.id = id;
    }

    @Override
    public PlacedMount expected() {
      return expected;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openClones--;
      }
    }
  }

  final Map<String, Container> containers = new HashMap<>();

  /** Reasons with which calls are to fail, by the call's name and the mount's ID. */
  final Map<String, String> failures = new HashMap<>();

  final List<String> calls = new ArrayList<>();
  int openClones;
  private FaultPoints faults = FaultPoints.NONE;
  private int nextId = 100;
  private long nextNamespace = 4026531840L;

  void faults(FaultPoints next) {
    faults = next;
    openClones = 0;
  }

  /** Starts a container. */
  public Container run(String containerId) {
    Container container = new Container(nextNamespace++);
    containers.put(containerId, container);
    return container;
  }

  /** The devices of what is mounted at a place, the lowest first. */
  public List<String> devicesAt(String containerId, String path) {
    return containers.get(containerId).at(path).stream().map(Mounted::device).toList();
  }

  private void fail(String call, PlannedMount planned) throws MountFailure {
    calls.add(call + " " + planned.id());
    String reason = failures.get(call + " " + planned.id());
    if (reason != null) {
      throw new MountFailure(reason, "the test wants it so");
    }
  }

  @Override
  public Prepared detach(PlannedMount planned) throws MountFailure {
    fail("detach", planned);
    Container target = containers.get(planned.containerID());
    if (target == null) {
      throw new MountFailure("ContainerNotFound", "no such container");
    }
    if (!containers.containsKey(planned.source().containerID())) {
      throw new MountFailure("SourceNotFound", "no such source");
    }
    boolean isMissing = !target.directories.contains(planned.mountPath());
    String id = String.valueOf(nextId++);
    openClones++;
    // As of a locked read-only one, whose ID is not known before it is placed.
    List<String> ids = planned.readOnly() ? List.of() : List.of(id);
    return new FakeClone(
        new PlacedMount(
            target.namespace,
            ids,
            device(planned),
            planned.source().path(),
            true,
            isMissing ? List.of(planned.mountPath()) : List.of()),
        id);
  }

  static String device(PlannedMount planned) {
    return "0:" + planned.source().containerID();
  }

  @Override
  public PlacedMount place(PlannedMount planned, Prepared prepared) throws MountFailure {
    fail("place", planned);
    Container target = containers.get(planned.containerID());
    if (target.directories.add(planned.mountPath())) {
      faults.reached(Step.AFTER_MAKE_MOUNT_POINT);
    }
    FakeClone clone = (FakeClone) prepared;
    List<Mounted> stack = target.at(planned.mountPath());
    stack.add(mounted(clone));
    return placed(clone);
  }

  private static Mounted mounted(FakeClone clone) {
    return new Mounted(clone.id, clone.expected.device(), clone.expected.root());
  }

  private static PlacedMount placed(FakeClone clone) {
    return withId(clone.expected, clone.id);
  }

  private static PlacedMount withId(PlacedMount mount, String id) {
    return new PlacedMount(
        mount.mountNamespace(),
        List.of(id),
        mount.device(),
        mount.root(),
        mount.idmapped(),
        mount.made());
  }

  @Override
  public PlacedMount replace(PlannedMount planned, Prepared prepared, PlacedMount old)
      throws MountFailure {
    fail("replace", planned);
    Container target = containers.get(planned.containerID());
    List<Mounted> stack = target.at(planned.mountPath());
    Mounted top = stack.isEmpty() ? null : stack.getLast();
    if (top == null || !old.mountIDs().contains(top.id())) {
      throw new MountFailure("TargetChanged", "the old mount is not on top");
    }
    FakeClone clone = (FakeClone) prepared;
    stack.add(stack.size() - 1, mounted(clone));
    faults.reached(Step.AFTER_BENEATH);
    if (target.openFiles.contains(top.id())) {
      throw new MountFailure("Busy", "the old mount is used");
    }
    stack.removeLast();
    return placed(clone);
  }

  @Override
  public Seen look(MountResult held) throws MountFailure {
    fail("look", held.planned());
    Container target = containers.get(held.planned().containerID());
    if (target == null || target.namespace != held.placed().mountNamespace()) {
      return new Seen.Ended();
    }
    List<Mounted> stack = target.at(held.planned().mountPath());
    for (Mounted mount : stack) {
      if (isSame(mount, held.placed())) {
        PlacedMount placed = withId(held.placed(), mount.id());
        return mount == stack.getLast() ? new Seen.OnTop(placed) : new Seen.Covered(placed);
      }
    }
    return new Seen.Gone();
  }

  private static boolean isSame(Mounted mount, PlacedMount placed) {
    return placed.mountIDs().isEmpty()
        ? placed.device().equals(mount.device()) && placed.root().equals(mount.root())
        : placed.mountIDs().contains(mount.id());
  }

  @Override
  public Optional<Obstacle> remove(MountResult held, boolean last) throws MountFailure {
    fail("remove", held.planned());
    Container target = containers.get(held.planned().containerID());
    List<Mounted> stack = target.at(held.planned().mountPath());
    if (!stack.isEmpty() && isSame(stack.getLast(), held.placed())) {
      if (target.openFiles.contains(stack.getLast().id())) {
        return Optional.of(new Obstacle("FileOpen", "process tail (pid 7) has a file open"));
      }
      stack.removeLast();
      faults.reached(Step.AFTER_UNMOUNT);
    }
    removeMade(target, held.placed());
    return last && target.copies.contains(held.placed().device())
        ? Optional.of(new Obstacle("Copied", "process sh (pid 8) has a copy of the mount"))
        : Optional.empty();
  }

  @Override
  public void clear(MountResult held) throws MountFailure {
    fail("clear", held.planned());
    removeMade(containers.get(held.planned().containerID()), held.placed());
  }

  private static void removeMade(Container target, PlacedMount placed) {
    for (String made : placed.made().reversed()) {
      if (target.at(made).isEmpty()) {
        target.directories.remove(made);
      }
    }
  }

  @Override
  public void release(ReleasedCarrier carrier) {
    released.add(carrier);
  }

  @Override
  public void makeReadOnly(MountResult held) throws MountFailure {
    fail("makeReadOnly", held.planned());
    containers.get(held.planned().containerID()).madeReadOnly.addAll(held.placed().mountIDs());
  }
}
