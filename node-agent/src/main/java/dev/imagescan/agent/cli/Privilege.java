package dev.imagescan.agent.cli;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Self;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** As whom the command line runs, and what people can do about what that one may not. */
enum Privilege {
  /** The root of the machine, or of a container in the machine's user namespace. */
  ROOT(
      "it takes the capabilities SYS_ADMIN, SYS_CHROOT, SYS_PTRACE, SETUID, SETGID, DAC_READ_SEARCH"),
  /** As below {@code podman unshare}. */
  ROOT_OF_NAMESPACE(
      "that takes root of the machine: this is root of a user namespace, whose rights end with it"),
  /** Everybody else. */
  USER("run it as root; for a container of rootless Podman: podman unshare imagescan …");

  private static final String ALL_IDS = "0\\s+0\\s+4294967295";

  private final String advice;

  Privilege(String advice) {
    this.advice = advice;
  }

  /** That of this process. */
  static Privilege ofThisProcess() throws IOException {
    return of(
        Files.readString(Path.of("/proc/self/uid_map")),
        (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"),
        Self.isSysAdmin());
  }

  /**
   * Decides it.
   *
   * @param map the IDs of its user namespace, as /proc has them
   */
  static Privilege of(String map, int uid, boolean mayMount) {
    boolean ofMachine = map.strip().matches(ALL_IDS);
    if (ofMachine && (uid == 0 || mayMount)) {
      return ROOT;
    }
    return !ofMachine && mayMount ? ROOT_OF_NAMESPACE : USER;
  }

  /** Requires that mounting can be tried at all. */
  void require() throws Failure {
    if (this == USER) {
      throw new Failure("this user may not mount into containers; " + advice);
    }
  }

  /** What to do about an error, if its cause is a want of rights: to be put after its sentence. */
  String adviceOn(Throwable error) {
    for (Throwable one = error; one != null; one = one.getCause()) {
      if (one instanceof LinuxException call
          && (call.errno() == Errno.EPERM || call.errno() == Errno.EACCES)) {
        return "; " + advice;
      }
    }
    return "";
  }
}
