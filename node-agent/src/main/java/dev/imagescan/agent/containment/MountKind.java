package dev.imagescan.agent.containment;

import java.util.List;

/** What a container may want to mount. */
enum MountKind {
  TMPFS("tmpfs", true, "tmpfs"),
  BIND("bind", true),
  OVERLAY("overlay", true, "overlay"),
  PROC("proc", true, "proc"),
  SYSFS("sysfs", true, "sysfs"),
  CGROUP("cgroup", true, "cgroup", "cgroup2"),
  BLOCK("block", false),
  HOST_BLOCK("hostBlock", false),
  NFS("nfs", false, "nfs", "nfs4"),
  FUSE("fuse", true, "fuse");

  private final String id;
  private final boolean inUserNamespaces;
  private final List<String> types;

  MountKind(String id, boolean inUserNamespaces, String... types) {
    this.id = id;
    this.inUserNamespaces = inUserNamespaces;
    this.types = List.of(types);
  }

  /** Its name in reports. */
  String id() {
    return id;
  }

  /** Whether the kernel lets other user namespaces than its first one mount it: FS_USERNS_MOUNT. */
  boolean inUserNamespaces() {
    return inUserNamespaces;
  }

  /** Whether the kernel has it now. */
  boolean isIn(KernelFacts kernel) {
    return types.isEmpty() || types.stream().anyMatch(kernel.fileSystems()::contains);
  }
}
