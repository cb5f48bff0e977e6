package dev.imagescan.agent.seccomp;

import dev.imagescan.agent.linux.Architecture;
import dev.imagescan.agent.linux.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** A program that puts the filter in force and tells what then comes of system calls. */
final class DeniedCalls {

  /** The C library's function. */
  public interface LibC {
    long syscall(long number, long a, long b, long c, long d);
  }

  private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
  private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);
  private static final List<Syscall> CALLS =
      List.of(
          Syscall.PTRACE,
          Syscall.PROCESS_VM_WRITEV,
          Syscall.PROCESS_MADVISE,
          Syscall.PIDFD_GETFD,
          Syscall.PROCESS_VM_READV,
          Syscall.READ);

  private DeniedCalls() {}

  public static void main(String[] arguments) throws Exception {
    CountDownLatch installed = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  await(installed);
                  tell("other thread");
                });
    tell("before");
    Filter.install();
    installed.countDown();
    other.join();
    tell("after");
    threads();
    child();
    for (String program : arguments) {
      int status = new ProcessBuilder(program).start().waitFor();
      System.out.println("program " + Path.of(program).getFileName() + " errno " + status);
    }
  }

  private static void child() throws IOException {
    Process child =
        new ProcessBuilder("grep", "-E", "NoNewPrivs|Seccomp:", "/proc/self/status").start();
    String lines = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.println("child " + lines.replaceAll("\\s+", " "));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All arguments are such that a call that gets through fails with another error than EPERM. */
  private static void tell(String when) {
    for (Syscall call : CALLS) {
      long result = LIBC.syscall(call.number(Architecture.current()), -1, -1, -1, -1);
      System.out.println(
          when + " " + call + " " + (result < 0 ? "errno " + RUNTIME.getLastError() : "done"));
    }
  }

  private static void threads() throws IOException {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        status(task).stream()
            .filter(line -> line.startsWith("Seccomp:") || line.startsWith("NoNewPrivs:"))
            .forEach(line -> System.out.println("thread " + line.replace('\t', ' ')));
      }
    }
  }

  private static List<String> status(Path task) throws IOException {
    try {
      return Files.readAllLines(task.resolve("status"));
    } catch (IOException e) {
      if (Files.exists(task)) {
        throw e;
      }
      return List.of();
    }
  }
}
