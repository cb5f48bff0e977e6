package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.api.v1alpha1.MountAnswer;
import java.util.Optional;

/** Finds the first wall between a process of a container and a mount. */
final class Walls {

  /**
   * An answer.
   *
   * @param wall that gives it; null when nothing stops the mount
   * @param unless what may stop a mount that nothing else stops, and cannot be seen; null when
   *     there is nothing of the kind
   */
  record Answer(MountAnswer answer, Wall wall, Wall unless) {

    private static Answer no(Wall wall) {
      return new Answer(MountAnswer.NO, wall, null);
    }

    private static Answer unknown(Wall wall) {
      return new Answer(MountAnswer.UNKNOWN, wall, null);
    }
  }

  private final Facts facts;
  private final View view;
  private final ProcessFacts process;
  private final SystemCalls calls;
  private final boolean direct;
  private final boolean hostUsers;

  Walls(Facts facts, View view) {
    this.facts = facts;
    this.view = view;
    this.process = view.process();
    this.calls = SystemCalls.of(process.status(), facts.filter());
    this.direct = view.mayMount(facts);
    this.hostUsers = facts.isHost(process, Namespace.USER);
  }

  /** Whether the process can mount such a thing. */
  Answer answer(MountKind kind) {
    Optional<Wall> certain = way().or(() -> fileSystem(kind)).or(() -> devices(kind));
    if (certain.isPresent()) {
      return Answer.no(certain.get());
    }
    Optional<Wall> perhaps =
        calls.isUnknown() ? Optional.of(Wall.SECCOMP) : label().or(() -> maybe(kind));
    return perhaps
        .map(Answer::unknown)
        .orElse(
            new Answer(
                direct ? MountAnswer.DIRECTLY : MountAnswer.THROUGH_USER_NAMESPACE,
                null,
                mayBeLandlocked() ? Wall.LANDLOCK : null));
  }

  /**
   * Whether it could have restricted itself: the kernel wants no_new_privs or SYS_ADMIN for that,
   * and a process keeps the first for ever.
   */
  private boolean mayBeLandlocked() {
    ProcessStatus status = process.status();
    return facts.kernel().landlock()
        && (status.noNewPrivs()
            || status.may(Capability.SYS_ADMIN)
            || status.bounding().contains(Capability.SYS_ADMIN));
  }

  /** What stops every mount. */
  private Optional<Wall> way() {
    if (calls.refused(direct)) {
      return Optional.of(Wall.SECCOMP);
    }
    if (!direct && facts.kernel().maxUserNamespaces() == 0) {
      return Optional.of(Wall.SYS_ADMIN);
    }
    if (!direct && view.isRootChanged()) {
      return Optional.of(Wall.CHROOT);
    }
    if (!direct && facts.kernel().userNamespacesRestricted()) {
      return Optional.of(Wall.USER_NAMESPACES_RESTRICTED);
    }
    return Label.of(process.label()) == Label.APP_ARMOR_WITHOUT_MOUNTS
        ? Optional.of(Wall.APP_ARMOR)
        : Optional.empty();
  }

  private Optional<Wall> label() {
    return switch (Label.of(process.label())) {
      case NONE, APP_ARMOR_WITHOUT_MOUNTS -> Optional.empty();
      case APP_ARMOR -> Optional.of(Wall.APP_ARMOR);
      case SELINUX -> Optional.of(Wall.SELINUX);
    };
  }

  private Optional<Wall> fileSystem(MountKind kind) {
    if (!kind.isIn(facts.kernel()) && !facts.kernel().modules()) {
      return Optional.of(Wall.NOT_IN_KERNEL);
    }
    if (inHostUsers()) {
      return Optional.empty();
    }
    if (!kind.inUserNamespaces()) {
      return Optional.of(Wall.NOT_IN_USER_NAMESPACES);
    }
    return isRevealing(kind) && !view.isRootChanged()
        ? Optional.of(Wall.COVERED)
        : Optional.empty();
  }

  /** Whether it would show what cannot be seen now; with a root that was changed, it may. */
  private boolean isRevealing(MountKind kind) {
    return (kind == MountKind.PROC && !isVisible("proc"))
        || (kind == MountKind.SYSFS && !isVisible("sysfs"));
  }

  /** Whether it mounts with the capabilities of the host's own users. */
  private boolean inHostUsers() {
    return direct && hostUsers;
  }

  /**
   * Whether the whole of proc or sysfs can be seen already. Covers that came with the mount
   * namespace are locked; those that were made within it by its own owner could be taken away. The
   * runtime made them, in the user namespace of the first process.
   */
  private boolean isVisible(String type) {
    boolean own = direct && isOwn(type) && process.shares(Namespace.USER, facts.first());
    return view.mounts().mounts().stream()
        .filter(mount -> mount.type().equals(type) && mount.root().equals("/"))
        .anyMatch(mount -> own || !isLockedOver(mount));
  }

  private boolean isOwn(String type) {
    return !facts.isHost(process, type.equals("proc") ? Namespace.PID : Namespace.NET);
  }

  private boolean isLockedOver(Mount mount) {
    return view.mounts().mounts().stream()
        .filter(other -> other.parent() == mount.id())
        .anyMatch(other -> !EmptyDirectories.contain(other));
  }

  private Optional<Wall> devices(MountKind kind) {
    return switch (kind) {
      case FUSE -> device(view.nodes().fuse(), facts.devices().map(DeviceRules::fuse));
      case BLOCK -> device(view.nodes().block(), facts.devices().map(DeviceRules::blocks));
      case HOST_BLOCK -> device(view.nodes().hostBlock(), Optional.empty());
      default -> Optional.empty();
    };
  }

  private Optional<Wall> device(boolean node, Optional<Boolean> allowed) {
    if (!node && !mayMakeNodes() && view.nodes().known()) {
      return Optional.of(Wall.NO_DEVICE_NODE);
    }
    return allowed.filter(yes -> !yes).map(no -> Wall.DEVICE_CGROUP);
  }

  private boolean mayMakeNodes() {
    return hostUsers && process.status().may(Capability.MKNOD);
  }

  private Optional<Wall> maybe(MountKind kind) {
    if (!kind.isIn(facts.kernel())) {
      return Optional.of(Wall.NOT_IN_KERNEL);
    }
    if (!inHostUsers() && isRevealing(kind)) {
      return Optional.of(Wall.COVERED);
    }
    boolean needsDevice = kind == MountKind.FUSE || kind == MountKind.BLOCK;
    if ((needsDevice || kind == MountKind.HOST_BLOCK) && !mayMakeNodes() && !view.nodes().known()) {
      return Optional.of(Wall.NO_DEVICE_NODE);
    }
    return needsDevice && facts.devices().isEmpty()
        ? Optional.of(Wall.DEVICE_CGROUP)
        : Optional.empty();
  }
}
