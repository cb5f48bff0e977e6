package dev.imagescan.agent.cli;

import dev.imagescan.agent.containment.ContainmentReader;
import dev.imagescan.agent.containment.Judgement;
import dev.imagescan.agent.inject.InjectionException;
import dev.imagescan.agent.inspect.ContainerFiles;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.Inspection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opens what a user names, and explains in a sentence why that does not work. */
record Targets(ProcessTable table) {

  private static final int FIRST_PROCESS = 1;
  private static final int LONGEST_STAT = 4096;
  private static final int FLAGS_AFTER_COMMAND = 6;
  private static final long PF_KTHREAD = 0x00200000;

  /** Where processes are looked up. */
  interface ProcessTable {
    Processes open() throws LinuxException;
  }

  /** Does something with a process. */
  interface WithProcess<T> {
    T apply(ContainerProcess process) throws IOException, Failure;
  }

  /** Does something with two processes. */
  interface WithProcesses<T> {
    T apply(Processes processes, ContainerProcess from, ContainerProcess to)
        throws IOException, Failure;
  }

  /** Does something with a root. */
  interface WithRoot<T> {
    T apply(Root root) throws Failure;
  }

  /** What a function finds in the root file system of a process. */
  <T> T inProcess(int pid, Budget budget, WithRoot<T> function) throws Failure {
    return ofProcess(
        pid,
        process -> {
          try (Processes processes = table.open();
              ContainerFiles files = ContainerFiles.of(processes, FIRST_PROCESS, process, budget)) {
            return function.apply(files.root());
          }
        });
  }

  /**
   * What separates the container of a process from this machine; empty when that cannot be told
   * from here.
   */
  Optional<Judgement> containment(int pid) {
    try (Processes processes = table.open();
        ContainerProcess process = processes.open(pid);
        Fd mountInfo = process.open("mountinfo")) {
      MountTable mounts = MountTable.read(mountInfo);
      return Optional.of(new ContainmentReader(processes).judge(process, mounts, null, Set.of()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What this machine is and holds. */
  HostContent machine(Budget budget) throws Failure {
    return ofProcess(
        FIRST_PROCESS,
        first -> {
          try (Processes processes = table.open()) {
            return HostContent.read(
                processes, first.pid(), List.of(Inspection.PACKAGES, Inspection.MOUNTS), budget);
          }
        });
  }

  /** What a function finds below a directory. */
  <T> T below(Path directory, Budget budget, WithRoot<T> function) throws Failure {
    try (Root root = ContainerRoot.below(directory, budget)) {
      return function.apply(root);
    } catch (UnreadableException e) {
      throw new Failure(
          switch (e.why()) {
            case NOT_FOUND -> "no such directory: " + directory;
            case NOT_A_DIRECTORY -> "not a directory: " + directory;
            case DENIED ->
                "permission denied: " + directory + "; run as root, or with CAP_DAC_READ_SEARCH";
            default -> directory + " is not read: " + e.why().sentence();
          });
    }
  }

  /** The mount table of a process. */
  MountTable mounts(int pid) throws Failure {
    return ofProcess(
        pid,
        process -> {
          try (Fd mountInfo = process.open("mountinfo")) {
            return MountTable.read(mountInfo);
          }
        });
  }

  /** What a function does with two processes, which may be the same. */
  <T> T inProcesses(int from, int to, WithProcesses<T> function) throws Failure {
    try (Processes processes = table.open()) {
      return ofProcess(
          to,
          target -> {
            try (ContainerProcess source = processes.open(from)) {
              return function.apply(processes, source, target);
            } catch (NoProcessException e) {
              throw new Failure("no such process: " + from + "; 'ps -e' lists those that run");
            } catch (InjectionException e) {
              throw new Failure(e.getMessage() + Privilege.ofThisProcess().adviceOn(e));
            }
          });
    } catch (LinuxException e) {
      throw new Failure("/proc cannot be read: " + e.getMessage());
    }
  }

  private <T> T ofProcess(int pid, WithProcess<T> function) throws Failure {
    try (Processes processes = table.open();
        ContainerProcess process = processes.open(pid)) {
      if (isKernelThread(process)) {
        throw new Failure(
            "process " + pid + " is a kernel thread, which has no files of its own; name another");
      }
      return function.apply(process);
    } catch (NoProcessException e) {
      throw new Failure("no such process: " + pid + "; 'ps -e' lists those that run");
    } catch (UnreadableException e) {
      throw new Failure(explained(pid, e.why(), e.why().sentence()));
    } catch (LinuxException e) {
      throw new Failure(explained(pid, reason(e), e.getMessage()));
    } catch (IOException e) {
      throw new Failure("process " + pid + " cannot be read: " + e.getMessage());
    }
  }

  private static String explained(int pid, Unreadable why, String sentence) {
    return switch (why) {
      case DENIED ->
          "permission denied for process "
              + pid
              + "; run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH";
      case NOT_FOUND -> "process " + pid + " has no root file system any more: it has ended";
      default -> "the root file system of process " + pid + " is not read: " + sentence;
    };
  }

  private static Unreadable reason(LinuxException e) {
    return switch (e.errno()) {
      case EACCES, EPERM -> Unreadable.DENIED;
      case ENOENT, ESRCH -> Unreadable.NOT_FOUND;
      default -> Unreadable.IO_ERROR;
    };
  }

  /** Whether its flags say so; the command's name before them may hold any character. */
  private static boolean isKernelThread(ContainerProcess process) throws IOException {
    try (Fd file = process.open("stat")) {
      String stat = new String(Read.all(file, LONGEST_STAT), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      return fields.length > FLAGS_AFTER_COMMAND
          && (Long.parseLong(fields[FLAGS_AFTER_COMMAND]) & PF_KTHREAD) != 0;
    }
  }
}
