package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.process.NoProcessException;
import java.io.IOException;

/** A mount could not be made or taken away: why, in one word and in a sentence for people. */
public final class InjectionException extends IOException {

  private final Reason why;

  /** A sentence says what stands in the way. */
  public InjectionException(Reason why, String message) {
    super(message);
    this.why = why;
  }

  private InjectionException(Reason why, String message, IOException cause) {
    super(message, cause);
    this.why = why;
  }

  /** What became of a call that failed otherwise. */
  static InjectionException of(IOException e) {
    return switch (e) {
      case InjectionException already -> already;
      case NoProcessException gone ->
          new InjectionException(Reason.CONTAINER_NOT_FOUND, gone.getMessage(), gone);
      case LinuxException call when call.errno() == Errno.ESRCH ->
          new InjectionException(
              Reason.CONTAINER_NOT_FOUND, "the container's process has ended", call);
      case LinuxException call when call.errno() == Errno.EPERM || call.errno() == Errno.EACCES ->
          because("the kernel does not permit it", call);
      default -> new InjectionException(Reason.KERNEL_ERROR, e.getMessage(), e);
    };
  }

  /** A call that failed, and what could not be done therefore. */
  static InjectionException because(String what, IOException e) {
    return new InjectionException(Reason.KERNEL_ERROR, what + ": " + e.getMessage(), e);
  }

  /** One CamelCase word, as statuses have it. */
  public String reason() {
    return why.word();
  }

  /** The same to decide by. */
  public Reason why() {
    return why;
  }
}
