package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.api.v1alpha1.MountAnswer;
import java.util.Optional;

/** Finds the first wall between a container's first process and a mount. */
final class Walls {

  /** An answer, and the wall that gives it; null when nothing stops the mount. */
  record Answer(MountAnswer answer, Wall wall) {

    private static Answer no(Wall wall) {
      return new Answer(MountAnswer.NO, wall);
    }

    private static Answer unknown(Wall wall) {
      return new Answer(MountAnswer.UNKNOWN, wall);
    }
  }

  private final Facts facts;
  private final SystemCalls calls;
  private final boolean direct;

  Walls(Facts facts) {
    this.facts = facts;
    this.calls = SystemCalls.of(facts);
    this.direct =
        facts.first().status().may(Capability.SYS_ADMIN)
            && (facts.hasHostUsers() || !facts.isHost(Namespace.MNT));
  }

  /** Whether the container can mount such a thing. */
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
            new Answer(direct ? MountAnswer.DIRECTLY : MountAnswer.THROUGH_USER_NAMESPACE, null));
  }

  /** What stops every mount. */
  private Optional<Wall> way() {
    if (calls.refused(direct)) {
      return Optional.of(Wall.SECCOMP);
    }
    if (!direct && facts.kernel().maxUserNamespaces() == 0) {
      return Optional.of(Wall.SYS_ADMIN);
    }
    if (!direct && facts.isRootChanged()) {
      return Optional.of(Wall.CHROOT);
    }
    if (!direct && facts.kernel().userNamespacesRestricted()) {
      return Optional.of(Wall.USER_NAMESPACES_RESTRICTED);
    }
    return Label.of(facts.first().label()) == Label.APP_ARMOR_WITHOUT_MOUNTS
        ? Optional.of(Wall.APP_ARMOR)
        : Optional.empty();
  }

  private Optional<Wall> label() {
    return switch (Label.of(facts.first().label())) {
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
    boolean revealing =
        (kind == MountKind.PROC && !isVisible("proc"))
            || (kind == MountKind.SYSFS && !isVisible("sysfs"));
    return revealing ? Optional.of(Wall.COVERED) : Optional.empty();
  }

  /** Whether it mounts with the capabilities of the host's own users. */
  private boolean inHostUsers() {
    return direct && facts.hasHostUsers();
  }

  /**
   * Whether the whole of proc or sysfs can be seen already. Covers that came with the mount
   * namespace are locked; those that were made within it by its own owner could be taken away.
   */
  private boolean isVisible(String type) {
    return facts.mounts().mounts().stream()
        .filter(mount -> mount.type().equals(type) && mount.root().equals("/"))
        .anyMatch(mount -> (direct && isOwn(type)) || !isLockedOver(mount));
  }

  private boolean isOwn(String type) {
    return !facts.isHost(type.equals("proc") ? Namespace.PID : Namespace.NET);
  }

  private boolean isLockedOver(Mount mount) {
    return facts.mounts().mounts().stream()
        .filter(other -> other.parent() == mount.id())
        .anyMatch(other -> !EmptyDirectories.contain(other));
  }

  private Optional<Wall> devices(MountKind kind) {
    return switch (kind) {
      case FUSE -> device(facts.nodes().fuse(), facts.devices().map(DeviceRules::fuse));
      case BLOCK -> device(facts.nodes().block(), facts.devices().map(DeviceRules::blocks));
      case HOST_BLOCK -> device(facts.nodes().hostBlock(), Optional.empty());
      default -> Optional.empty();
    };
  }

  private Optional<Wall> device(boolean node, Optional<Boolean> allowed) {
    boolean canMake = facts.hasHostUsers() && facts.first().status().may(Capability.MKNOD);
    if (!node && !canMake) {
      return Optional.of(Wall.NO_DEVICE_NODE);
    }
    return allowed.filter(yes -> !yes).map(no -> Wall.DEVICE_CGROUP);
  }

  private Optional<Wall> maybe(MountKind kind) {
    if (!kind.isIn(facts.kernel())) {
      return Optional.of(Wall.NOT_IN_KERNEL);
    }
    boolean needsDevice = kind == MountKind.FUSE || kind == MountKind.BLOCK;
    return needsDevice && facts.devices().isEmpty()
        ? Optional.of(Wall.DEVICE_CGROUP)
        : Optional.empty();
  }
}
