package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.Mount;
import java.util.regex.Pattern;

/**
 * Directories of proc and sysfs that the kernel keeps empty for others to mount on: what covers one
 * hides nothing.
 */
final class EmptyDirectories {

  private static final Pattern PLACES =
      Pattern.compile(
          ".*/(?:fs/(?:cgroup|bpf|fuse/connections|pstore|selinux|smackfs|resctrl)"
              + "|kernel/(?:debug|tracing|security|config)"
              + "|sys/fs/binfmt_misc|fs/nfsd|firmware/efi/efivars)");

  private EmptyDirectories() {}

  static boolean contain(Mount mount) {
    return PLACES.matcher(mount.mountPoint()).matches();
  }
}
