package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountRecordsTest {

  @TempDir private Path directory;

  @Test
  void what_is_noted_is_there_for_the_next_process_until_it_is_removed() throws IOException {
    PlacedMount placed = placed(7, List.of("1", "2"));
    records().put("/toolbox", placed);
    assertEquals(Optional.of(placed), records().get(7, "/toolbox"));
    assertEquals(Optional.empty(), records().get(7, "/tool"), "another place");
    assertEquals(Optional.empty(), records().get(8, "/toolbox"), "another container");
    PlacedMount later = placed(7, List.of("3"));
    records().put("/toolbox", later);
    assertEquals(Optional.of(later), records().get(7, "/toolbox"));
    records().remove(7, "/toolbox");
    records().remove(7, "/toolbox");
    assertEquals(Optional.empty(), records().get(7, "/toolbox"));
    try (var files = Files.list(folder())) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void only_its_owner_may_look_into_the_folder() throws IOException {
    records().put("/toolbox", placed(7, List.of()));
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
  }

  @Test
  void a_damaged_note_is_named_with_what_to_do() throws IOException {
    records().put("/toolbox", placed(7, List.of()));
    Path file;
    try (var files = Files.list(folder())) {
      file = files.findFirst().orElseThrow();
    }
    Files.writeString(file, "{");
    IOException e = assertThrows(IOException.class, () -> records().get(7, "/toolbox"));
    assertEquals(
        "the note %s of a mount is damaged; delete it, and unmount /toolbox in the container"
            .formatted(file),
        e.getMessage());
  }

  @Test
  void the_root_of_a_user_namespace_keeps_them_where_its_user_may() throws Exception {
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", folder().toString());
    MountRecords.of(Privilege.ROOT_OF_NAMESPACE, environment).put("/toolbox", placed(7, List.of()));
    assertTrue(Files.isDirectory(folder().resolve("imagescan")));
    Failure e =
        assertThrows(Failure.class, () -> MountRecords.of(Privilege.ROOT_OF_NAMESPACE, Map.of()));
    assertTrue(e.getMessage().startsWith("XDG_RUNTIME_DIR is not set"), e.getMessage());
  }

  private Path folder() {
    return directory.resolve("run/records");
  }

  private MountRecords records() {
    return new MountRecords(folder());
  }

  private static PlacedMount placed(long namespace, List<String> ids) {
    return new PlacedMount(namespace, ids, "0:50", "/", null, List.of("/toolbox"));
  }
}
