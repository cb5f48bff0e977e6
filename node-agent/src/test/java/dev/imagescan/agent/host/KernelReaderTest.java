package dev.imagescan.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.api.v1alpha1.KernelModule;
import dev.imagescan.api.v1alpha1.ModuleOrigin;
import dev.imagescan.api.v1alpha1.NodeKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelReaderTest {

  @TempDir private Path directory;

  @Test
  void a_modular_kernel_is_told_with_its_modules() throws IOException {
    write("proc/sys/kernel/osrelease", "6.1.0-31-amd64\n");
    write("proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07)\n");
    write("proc/sys/kernel/arch", "x86_64\n");
    write("proc/sys/kernel/tainted", "4097\n");
    write("proc/modules", "zfs 6672384 9 - Live 0xffffffffc16d0000 (PO)\next4 1 2 - Live 0x0\n");
    write("sys/module/zfs/taint", "PO\n");
    write("sys/module/ext4/taint", "\n");
    assertEquals(
        new NodeKernel(
            "6.1.0-31-amd64",
            "#1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07)",
            "x86_64",
            List.of("ProprietaryModule", "OutOfTreeModule"),
            true,
            List.of(
                new KernelModule(
                    "zfs", ModuleOrigin.OUT_OF_TREE, List.of("Proprietary", "OutOfTree")),
                new KernelModule("ext4", ModuleOrigin.IN_TREE, null)),
            2),
        read());
  }

  @Test
  void a_kernel_without_modules_says_so() throws IOException {
    write("proc/sys/kernel/tainted", "0\n");
    assertEquals(Boolean.FALSE, read().modular());
    assertNull(read().modules());
  }

  @Test
  void a_modular_kernel_that_has_loaded_none_is_modular() throws IOException {
    write("proc/modules", "");
    assertEquals(Boolean.TRUE, read().modular());
    assertEquals(0, read().moduleCount());
  }

  @Test
  void more_modules_than_are_listed_are_counted() throws IOException {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      table.append("m%03d 4096 0 - Live 0x0%s\n".formatted(i, i == 599 ? " (OE)" : ""));
    }
    write("proc/modules", table.toString());
    assertEquals(600, read().moduleCount());
    assertEquals(512, read().modules().size());
    assertEquals("m599", read().modules().getFirst().name());
  }

  @Test
  void the_kernel_of_this_machine_is_what_uname_says() throws IOException {
    NodeKernel kernel = KernelReader.ofThisMachine().read();
    assertEquals(uname("-r"), kernel.release());
    assertEquals(uname("-v"), kernel.version());
    assertEquals(uname("-m"), kernel.machine());
    assertEquals(Files.exists(Path.of("/proc/modules")), kernel.modular());
  }

  private static String uname(String option) throws IOException {
    Process process = new ProcessBuilder("uname", option).start();
    return new String(process.getInputStream().readAllBytes()).strip();
  }

  private NodeKernel read() {
    return new KernelReader(directory + "/proc", directory + "/sys").read();
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
