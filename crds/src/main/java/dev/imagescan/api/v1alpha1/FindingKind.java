package dev.imagescan.api.v1alpha1;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of findings about containers, each with a stable ID, which is also the name of its page
 * in {@code docs/findings}. An ID is never used for anything else, and its severity is the same
 * everywhere.
 */
public enum FindingKind {
  /** A container runtime's socket. */
  RUNTIME_SOCKET(
      "RuntimeSocket",
      Severity.CRITICAL,
      "has the socket of a container runtime, with which it can start containers that own the host"),
  /** The host's root directory, or its /etc, or kubelet's, writable. */
  HOST_ROOT(
      "HostRoot",
      Severity.CRITICAL,
      "can write to the host's own files, from which the host can be taken over"),
  /** A capability in the host's user namespace that is as much as being root on the host. */
  HOST_CAPABILITIES(
      "HostCapabilities",
      Severity.CRITICAL,
      "has capabilities in the host's user namespace with which the host can be taken over"),
  /** The kernel's settings, written by the host's root. */
  KERNEL_SETTINGS(
      "KernelSettings",
      Severity.CRITICAL,
      "can write to the kernel's settings as the host's root, and so have the host run a program"),
  /** A block device that the host has mounted can be mounted. */
  HOST_DISK(
      "HostDisk",
      Severity.CRITICAL,
      "can mount or open a disk on which the host has a file system"),
  /** A program that runs with its owner's rights came after the image. */
  SETUID_ADDED(
      "SetuidAdded",
      Severity.CRITICAL,
      "has programs that give rights (set-user-ID, set-group-ID, capabilities), as its image has not"),
  /** The host's process IDs. */
  HOST_PID("HostPid", Severity.HIGH, "sees and can signal the processes of the host"),
  /** A part of the host that is not quite the host. */
  HOST_PATH(
      "HostPath",
      Severity.HIGH,
      "has a directory or socket of the host that is meant for the host's own programs"),
  /** Mounts that go back to the host. */
  BIDIRECTIONAL_PROPAGATION(
      "BidirectionalPropagation", Severity.HIGH, "can make mounts that appear on the host"),
  /** All devices. */
  ALL_DEVICES("AllDevices", Severity.HIGH, "may use every device of the host"),
  /** More than declared. */
  MORE_THAN_DECLARED(
      "MoreThanDeclared",
      Severity.HIGH,
      "has more privileges in its running processes than its pod declares"),
  /** A process that left the container's namespaces. */
  FOREIGN_NAMESPACE(
      "ForeignNamespace",
      Severity.HIGH,
      "has a process in namespaces of the host or of another container that its first one is not in"),
  /** A program of a package is not what the package brought. */
  PROGRAM_CHANGED(
      "ProgramChanged", Severity.HIGH, "has programs that differ from those of its image"),
  /** A program came after the image. */
  PROGRAM_ADDED("ProgramAdded", Severity.MEDIUM, "has programs that its image has not"),
  /** The host's network. */
  HOST_NETWORK(
      "HostNetwork", Severity.MEDIUM, "is in the network of the host, its loopback included"),
  /** The host's IPC. */
  HOST_IPC("HostIpc", Severity.MEDIUM, "shares memory and semaphores with the host"),
  /** More capabilities than containers usually have. */
  MORE_CAPABILITIES(
      "MoreCapabilities",
      Severity.MEDIUM,
      "has capabilities that containers do not have by default"),
  /** /proc and /sys without the usual covers. */
  UNMASKED_PROC(
      "UnmaskedProc",
      Severity.MEDIUM,
      "can write to parts of /proc or /sys that are the whole kernel's"),
  /** Other pods' volumes. */
  OTHER_PODS_VOLUME(
      "OtherPodsVolume", Severity.MEDIUM, "has the directory of a volume of another pod"),
  /** It can mount. */
  CAN_MOUNT("CanMount", Severity.LOW, "can mount file systems"),
  /** No seccomp. */
  NO_SECCOMP("NoSeccomp", Severity.LOW, "may make every system call: it has no seccomp filter"),
  /** Not all of it was looked at. */
  CONTAINMENT_UNKNOWN(
      "ContainmentUnknown",
      Severity.LOW,
      "has more processes, threads or mounts than are looked at: what those may do is not known"),
  /** A program came by a mount. */
  PROGRAM_ON_MOUNT(
      "ProgramOnMount", Severity.LOW, "has programs on mounts, which no scan of its image sees"),
  /** What it changed cannot be told. */
  DRIFT_UNKNOWN(
      "DriftUnknown",
      Severity.LOW,
      "has a root file system that cannot be compared with its image");

  private final String id;
  private final Severity severity;
  private final String predicate;

  FindingKind(String id, Severity severity, String predicate) {
    this.id = id;
    this.severity = severity;
    this.predicate = predicate;
  }

  /** The ID, one CamelCase word. */
  public String id() {
    return id;
  }

  /** How bad it is. */
  public Severity severity() {
    return severity;
  }

  /** What is wrong, as the rest of a sentence that begins with the container. */
  public String predicate() {
    return predicate;
  }

  /** The kind with an ID; empty when this version knows none. */
  public static Optional<FindingKind> of(String id) {
    return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
  }
}
