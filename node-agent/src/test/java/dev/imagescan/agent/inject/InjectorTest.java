package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRoot
class InjectorTest {

  private static final Placement WRITABLE = new Placement("/data", false, false, false);
  private static final Placement READ_ONLY = new Placement("/data", true, false, false);

  @TempDir private Path directory;

  @Test
  void a_volume_appears_in_a_running_container_and_goes_again() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      Container target = scene.plain();
      List<String> before = target.mounts();
      PlacedMount placed = target.inject(source, "/volume", WRITABLE);
      assertEquals("content", target.sh("cat /data/file; echo more > /data/new"));
      assertEquals("more", source.sh("cat /volume/new"), "both see one file system");
      assertInstanceOf(Sight.OnTop.class, target.look("/data", placed));
      String line = target.mounts().getLast();
      assertTrue(line.contains(" /data rw,nosuid,nodev,"), line);
      assertTrue(!line.contains("shared:") && !line.contains("master:"), line);
      target.remove("/data", placed);
      assertEquals(before, target.mounts());
      assertInstanceOf(Sight.Gone.class, target.look("/data", placed));
    }
  }

  @Test
  void root_of_a_user_namespace_owns_what_root_owns_in_the_volume() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      PlacedMount placed = target.inject(scene.source(), "/volume", WRITABLE);
      assertEquals(true, placed.idmapped());
      assertEquals("content", target.sh("cat /data/file"));
      assertEquals("0 0", target.sh("stat -c '%u %g' /data/file"));
      assertEquals("", target.sh("touch /data/new"));
    }
  }

  @Test
  void a_share_within_a_pod_is_not_mapped_again() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      Placement share = new Placement("/data", false, false, true);
      PlacedMount placed = target.inject(target, "/tmp", share);
      assertEquals(null, placed.idmapped());
      assertEquals("0", target.sh("stat -c %u /data"));
      target.sh("touch /tmp/shared");
      assertEquals("shared", target.sh("ls /data"));
    }
  }

  @Test
  void a_file_goes_onto_a_file() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      target.sh("touch /tmp/one");
      PlacedMount placed =
          target.inject(
              scene.source(), "/volume/file", new Placement("/tmp/one", true, false, false));
      assertEquals("content", target.sh("cat /tmp/one"));
      target.remove("/tmp/one", placed);
      assertEquals("", target.sh("cat /tmp/one"));
    }
  }

  @Test
  void what_is_read_only_stays_read_only_with_all_that_lies_below() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      source.sh("mkdir /volume/below; mount -t tmpfs deeper /volume/below");
      Container target = scene.plain();
      PlacedMount placed = target.inject(source, "/volume", READ_ONLY);
      assertEquals(2, placed.mountIDs().size());
      assertTrue(target.sh("touch /data/x").contains("Read-only"));
      assertTrue(target.sh("touch /data/below/x").contains("Read-only"));
      target.remove("/data", placed);
      assertEquals("", target.sh("ls /data"));
    }
  }

  @Test
  void a_volume_whose_directory_was_deleted_is_still_ours_and_is_removed() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      source.sh("mkdir /volume/evicted");
      Container target = scene.plain();
      PlacedMount placed = target.inject(source, "/volume/evicted", WRITABLE);
      source.sh("rmdir /volume/evicted");
      assertInstanceOf(Sight.OnTop.class, target.look("/data", placed));
      target.remove("/data", placed);
      assertInstanceOf(Sight.Gone.class, target.look("/data", placed));
    }
  }

  @Test
  void a_process_that_has_changed_its_root_gets_it_there() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.start(TestContainer.on(scene.root(0)).chroot());
      PlacedMount placed = target.inject(scene.source(), "/volume", WRITABLE);
      assertEquals("content", target.sh("cat /data/file"));
      assertInstanceOf(Sight.OnTop.class, target.look("/data", placed));
      target.remove("/data", placed);
      assertEquals("", target.sh("ls /data"));
    }
  }
}
