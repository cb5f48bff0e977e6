package dev.imagescan.agent.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.linux.Architecture;
import dev.imagescan.agent.linux.Seccomp.Instruction;
import dev.imagescan.agent.linux.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilterTest {

  private static final int ALLOW = 0x7fff0000;
  private static final int EPERM = 0x00050001;
  private static final int AUDIT_ARCH_I386 = 0x40000003;
  private static final int AUDIT_ARCH_ARM = 0x40000028;
  private static final int X32 = 0x40000000;
  private static final Set<Syscall> DENIED =
      Set.of(
          Syscall.PTRACE, Syscall.PROCESS_VM_WRITEV, Syscall.PROCESS_MADVISE, Syscall.PIDFD_GETFD);

  @ParameterizedTest
  @EnumSource
  void the_program_denies_four_calls_and_no_others(Architecture architecture) {
    List<Instruction> program = Filter.program(architecture);
    Set<Integer> numbers =
        Set.copyOf(DENIED.stream().map(call -> call.number(architecture)).toList());
    for (int number = 0; number < 1000; number++) {
      int expected = numbers.contains(number) ? EPERM : ALLOW;
      assertEquals(expected, run(program, architecture.audit(), number), "call " + number);
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_program_denies_every_call_by_another_architectures_numbers(Architecture architecture) {
    List<Instruction> program = Filter.program(architecture);
    for (int other : new int[] {AUDIT_ARCH_I386, AUDIT_ARCH_ARM, 0}) {
      assertEquals(EPERM, run(program, other, 0));
      assertEquals(EPERM, run(program, other, 26), "ptrace of i386");
    }
    assertEquals(EPERM, run(program, architecture.audit(), X32 | 521), "ptrace of x32");
    assertEquals(EPERM, run(program, architecture.audit(), X32));
  }

  @Test
  void the_kernel_denies_them_to_all_threads_and_children_of_a_real_process() throws Exception {
    List<String> output = deniedCalls();
    for (Syscall call : Syscall.values()) {
      String name = call.name();
      if (DENIED.contains(call)) {
        assertFalse(output.contains("before " + name + " errno 1"), name + " works without");
        assertTrue(output.contains("after " + name + " errno 1"), name + " in " + output);
        assertTrue(output.contains("other thread " + name + " errno 1"), name + " in " + output);
      } else {
        assertFalse(output.contains("after " + name + " errno 1"), name + " is needed");
      }
    }
    List<String> threads = output.stream().filter(line -> line.startsWith("thread ")).toList();
    assertTrue(threads.size() > 10, "a JVM has many threads: " + threads);
    assertEquals(Set.of("thread NoNewPrivs: 1", "thread Seccomp: 2"), Set.copyOf(threads));
    assertTrue(output.contains("child NoNewPrivs: 1 Seccomp: 2 "), output.toString());
  }

  @Test
  void the_kernel_denies_them_by_the_numbers_of_other_abis_too(@TempDir Path directory)
      throws Exception {
    if (Architecture.current() != Architecture.X86_64) {
      System.out.println("NOT RUN, needs an x86_64 machine: FilterTest: other ABIs' numbers");
      return;
    }
    Path i386 = ForeignCall.I386.write(directory);
    Path x32 = ForeignCall.X32.write(directory);
    assertNotEquals(1, new ProcessBuilder(i386.toString()).start().waitFor(), "without a filter");
    assertNotEquals(1, new ProcessBuilder(x32.toString()).start().waitFor(), "without a filter");
    List<String> output = deniedCalls(i386.toString(), x32.toString());
    assertTrue(output.contains("program I386 errno 1"), output.toString());
    assertTrue(output.contains("program X32 errno 1"), output.toString());
  }

  private static List<String> deniedCalls(String... programs)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                DeniedCalls.class.getName()));
    command.addAll(List.of(programs));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  /** What classic BPF does with the instructions that the program uses. */
  private static int run(List<Instruction> program, int architecture, int number) {
    int accumulator = 0;
    int at = 0;
    while (true) {
      Instruction i = program.get(at++);
      switch (i.code()) {
        case 0x20 -> accumulator = i.constant() == 4 ? architecture : number;
        case 0x15 -> at += accumulator == i.constant() ? i.whenTrue() : i.whenFalse();
        case 0x35 ->
            at +=
                Integer.compareUnsigned(accumulator, i.constant()) >= 0
                    ? i.whenTrue()
                    : i.whenFalse();
        case 0x06 -> {
          return i.constant();
        }
        default -> throw new AssertionError("no instruction of the program: " + i);
      }
    }
  }
}
