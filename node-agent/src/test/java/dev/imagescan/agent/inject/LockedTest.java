package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read-only for a container that has CAP_SYS_ADMIN in its own user namespace. */
@NeedsRoot
class LockedTest {

  private static final Placement READ_ONLY = new Placement("/data", true, true, false);

  @TempDir private Path directory;

  @Test
  void it_cannot_be_made_writable_nor_uncovered() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      Container target = scene.inUserNamespace();
      PlacedMount placed = target.inject(source, "/volume", READ_ONLY);
      assertEquals(2, placed.mountIDs().size());
      assertEquals("content", target.sh("cat /data/file"));
      refused(target, "mount -o remount,rw,bind x /data");
      refused(target, "mount -o remount,bind,suid,dev,ro x /data");
      assertEquals("", target.sh("mkdir /tmp/copy; mount --bind /data /tmp/copy"));
      refused(target, "mount -o remount,rw,bind x /tmp/copy");
      refused(target, "touch /tmp/copy/x");
      assertEquals("", target.sh("umount /tmp/copy; umount /data"), "it may unmount it");
      assertEquals("", target.sh("ls /data"));
      refused(target, "touch /data/x");
      assertInstanceOf(Sight.Gone.class, target.look("/data", placed));
      target.remove("/data", placed);
      assertEquals("file", source.sh("ls /volume"));
    }
  }

  @Test
  void without_the_lock_a_container_could_write() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      target.inject(scene.source(), "/volume", new Placement("/data", false, true, false));
      assertEquals(
          "",
          target.sh(
              "mount -o remount,ro,bind x /data; mount -o remount,rw,bind x /data; touch /data/x"),
          "so the test above would notice");
    }
  }

  @Test
  void nothing_of_how_it_was_made_is_left() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      List<String> before = target.mounts();
      PlacedMount placed = target.inject(scene.source(), "/volume/file", file());
      assertEquals("content", target.sh("cat /tmp/conf"));
      assertTrue(
          target.mounts().stream().noneMatch(line -> line.contains("shared:")), "none is shared");
      target.remove("/tmp/conf", placed);
      assertEquals(before, target.mounts());
      assertEquals("", target.sh("ls /tmp"));
    }
  }

  @Test
  void after_a_crash_it_is_found_by_what_was_expected() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      Container target = scene.inUserNamespace();
      PlacedMount expected;
      try (Detached detached =
          scene.injector().detach(source.process(), "/volume", target.process(), READ_ONLY)) {
        expected = detached.expected();
        assertEquals(Optional.empty(), scene.injector().find(target.process(), "/data", expected));
        PlacedMount placed = scene.injector().place(detached, target.process(), READ_ONLY);
        assertEquals(
            Optional.of(placed), scene.injector().find(target.process(), "/data", expected));
        target.remove("/data", placed);
      }
      assertEquals(Optional.empty(), scene.injector().find(target.process(), "/data", expected));
    }
  }

  private static Placement file() {
    return new Placement("/tmp/conf", true, true, false);
  }

  private static void refused(Container target, String command) throws Exception {
    assertTrue(target.sh(command).contains("status"), "the container could: " + command);
  }
}
