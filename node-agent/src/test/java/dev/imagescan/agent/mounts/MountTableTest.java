package dev.imagescan.agent.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Stat.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {

  @TempDir private Path directory;

  @Test
  void our_own_table_has_a_root_and_proc() throws IOException {
    MountTable table = MountTable.read(Open.path("/proc/self/mountinfo", Open.O_RDONLY));
    assertTrue(table.mounts().stream().anyMatch(mount -> mount.mountPoint().equals("/")));
    assertTrue(table.mounts().stream().anyMatch(mount -> mount.type().equals("proc")));
    assertFalse(table.truncated());
  }

  @Test
  void a_table_of_100_000_mounts_is_cut() throws IOException {
    MountTable table = read(IntStream.range(1, 100_001).mapToObj(MountTableTest::line));
    assertEquals(MountTable.MOST_MOUNTS, table.mounts().size());
    assertTrue(table.truncated());
  }

  @Test
  void a_table_of_long_names_is_cut_before_it_fills_the_memory() throws IOException {
    String name = "x".repeat(4000);
    MountTable table =
        read(IntStream.range(1, 10_001).mapToObj(i -> line(i).replace("/mnt", "/" + name)));
    assertTrue(table.mounts().size() < 3000, table.mounts().size() + " mounts were kept");
    assertTrue(table.truncated());
  }

  @Test
  void a_line_without_an_end_does_not_fill_the_memory() throws IOException {
    Path file = Files.writeString(directory.resolve("mountinfo"), "x".repeat(3 << 20));
    MountTable table = MountTable.read(Open.path(file.toString(), Open.O_RDONLY));
    assertEquals(0, table.mounts().size());
    assertTrue(table.truncated());
  }

  @Test
  void one_mount_is_found_by_its_id_or_device_also_behind_many() throws IOException {
    Path file = directory.resolve("mountinfo");
    Files.writeString(
        file,
        IntStream.range(1, 50_000)
            .mapToObj(MountTableTest::line)
            .collect(Collectors.joining("\n", "", "\n")));
    Optional<Mount> byId = MountTable.find(Open.path(file.toString(), 0), 49_999);
    assertEquals("/mnt49999", byId.orElseThrow().mountPoint());
    Optional<Mount> byDevice =
        MountTable.find(Open.path(file.toString(), 0), new Device(0, 40_000));
    assertEquals(40_000, byDevice.orElseThrow().id());
    assertEquals(Optional.empty(), MountTable.find(Open.path(file.toString(), 0), 50_001));
  }

  private MountTable read(java.util.stream.Stream<String> lines) throws IOException {
    Path file = directory.resolve("mountinfo");
    Files.write(file, (Iterable<String>) lines::iterator);
    return MountTable.read(Open.path(file.toString(), Open.O_RDONLY));
  }

  private static String line(int id) {
    return id + " 1 0:" + id + " / /mnt" + id + " rw,relatime - tmpfs none rw";
  }
}
