package dev.imagescan.agent.linux;

import java.io.IOException;

/** A system call that failed: which one, with which arguments, and the kernel's error. */
public final class LinuxException extends IOException {

  private final String call;
  private final Errno errno;

  LinuxException(String call, String arguments, int errno) {
    super(call + "(" + arguments + "): " + name(errno));
    this.call = call;
    this.errno = Errno.of(errno);
  }

  private static String name(int number) {
    Errno errno = Errno.of(number);
    return errno == Errno.OTHER ? "errno " + number : errno.name();
  }

  /** The system call's name, such as {@code openat2}. */
  public String call() {
    return call;
  }

  /** The kernel's error. */
  public Errno errno() {
    return errno;
  }
}
