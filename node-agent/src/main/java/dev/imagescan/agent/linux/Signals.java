package dev.imagescan.agent.linux;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sends signals.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">pidfd_send_signal(2)</a>
 */
public final class Signals {

  private static final int SIGKILL = 9;
  private static final long UNCHANGED = -1;

  private Signals() {}

  /**
   * Ends a process as its own user would: who has CAP_SETUID needs no CAP_KILL, with which every
   * process could be ended. On a thread of its own, since that gives up its capabilities.
   *
   * @param process its directory below /proc, open for reading
   * @param user to whom it must belong
   */
  public static void killAs(long user, Fd process) throws LinuxException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("signal").start(() -> kill(user, process, done));
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LinuxException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private static void kill(long user, Fd process, CompletableFuture<Void> done) {
    try {
      Kernel.call(Syscall.SETRESUID, () -> "-1, " + user + ", -1", UNCHANGED, user, UNCHANGED);
      int number = process.number();
      Kernel.call(Syscall.PIDFD_SEND_SIGNAL, () -> number + ", SIGKILL", number, SIGKILL, 0, 0);
      done.complete(null);
    } catch (LinuxException | RuntimeException e) {
      done.completeExceptionally(e);
    }
  }
}
