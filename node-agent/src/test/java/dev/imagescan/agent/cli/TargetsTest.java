package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {

  private static final String FIELDS = " S 1 7 7 0 -1 %d 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0\n";

  @TempDir private Path proc;

  @Test
  void a_kernel_thread_is_refused_with_a_reason_whatever_its_name() throws IOException {
    process(7, "7 (x) S 1 2) 3" + ")" + FIELDS.formatted(0x00208040));
    assertEquals(
        "process 7 is a kernel thread, which has no files of its own; name another",
        failure(7).getMessage());
  }

  @Test
  void a_process_without_a_root_has_ended() throws IOException {
    process(7, "7 (sh)" + FIELDS.formatted(0x400000));
    assertEquals(
        "process 7 has no root file system any more: it has ended", failure(7).getMessage());
  }

  @Test
  void a_number_that_nobody_has_is_no_process() {
    assertEquals("no such process: 8; 'ps -e' lists those that run", failure(8).getMessage());
  }

  private Failure failure(int pid) {
    Targets targets = new Targets(() -> Processes.below(proc.toString()));
    Budget budget = new Budget(Budget.Limits.DEFAULT);
    return assertThrows(Failure.class, () -> targets.inProcess(pid, budget, root -> "read"));
  }

  private void process(int pid, String stat) throws IOException {
    Path directory = Files.createDirectories(proc.resolve(Integer.toString(pid)));
    Files.writeString(directory.resolve("stat"), stat);
  }
}
