package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRoot
class MountPointTest {

  @TempDir private Path directory;

  @Test
  void directories_that_are_missing_are_made_by_the_owner_of_the_one_above() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      assertEquals("", target.sh("mkdir /tmp/app; /busybox chown 1000:1000 /tmp/app"));
      PlacedMount placed = target.inject(scene.source(), "/volume", make("/tmp/app/a/b"));
      assertEquals(List.of("/tmp/app/a", "/tmp/app/a/b"), placed.made());
      assertEquals("1000 1000", target.sh("stat -c '%u %g' /tmp/app/a"));
      assertEquals("content", target.sh("cat /tmp/app/a/b/file"));
      target.remove("/tmp/app/a/b", placed);
      assertEquals("", target.sh("ls /tmp/app"), "what was made is removed");
    }
  }

  @Test
  void a_file_system_of_the_containers_own_user_namespace_gets_mount_points_too() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target =
          scene.start(
              TestContainer.on(scene.root(Scene.ROOT_OF_NAMESPACE))
                  .inUserNamespace()
                  .tmpfs("/tmp"));
      PlacedMount placed = target.inject(scene.source(), "/volume", make("/tmp/x/y"));
      assertEquals("0 0", target.sh("stat -c '%u %g' /tmp/x"));
      target.remove("/tmp/x/y", placed);
      assertEquals("x", target.sh("ls /tmp"), "it may be another container's mount point too");
    }
  }

  @Test
  void one_containers_end_of_a_mount_is_not_anothers_on_a_volume_of_both() throws Exception {
    Path volume = Files.createDirectory(directory.resolve("of-both"));
    try (Scene scene = new Scene(directory)) {
      Container one = scene.start(TestContainer.on(scene.root(0)).bind(volume, "/data"));
      Container other = scene.start(TestContainer.on(scene.root(0)).bind(volume, "/data"));
      Container source = scene.source();
      PlacedMount ones = one.inject(source, "/volume", make("/data/x"));
      other.inject(source, "/volume", make("/data/x"));
      one.remove("/data/x", ones);
      assertEquals("content", other.sh("cat /data/x/file"));
    }
  }

  @Test
  void directories_that_got_content_meanwhile_stay() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      PlacedMount placed = target.inject(scene.source(), "/volume", make("/a/b/c"));
      target.sh("touch /a/mine");
      target.remove("/a/b/c", placed);
      assertEquals("mine", target.sh("ls /a"));
    }
  }

  @Test
  void a_file_is_made_for_a_file_and_removed_while_it_is_empty() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      PlacedMount placed = target.inject(scene.source(), "/volume/file", make("/tmp/x/conf"));
      assertEquals("content", target.sh("cat /tmp/x/conf"));
      target.remove("/tmp/x/conf", placed);
      assertEquals("", target.sh("ls /tmp"));
    }
  }

  @Test
  void a_read_only_root_gets_its_mount_point_and_stays_read_only() throws Exception {
    try (Scene scene = new Scene(directory)) {
      for (Container target :
          List.of(
              scene.start(TestContainer.on(scene.root(0)).readOnly()),
              scene.start(
                  TestContainer.on(scene.root(Scene.ROOT_OF_NAMESPACE))
                      .inUserNamespace()
                      .readOnly()))) {
        PlacedMount placed = target.inject(scene.source(), "/volume", make("/srv/deep"));
        assertEquals("content", target.sh("cat /srv/deep/file"));
        assertTrue(target.sh("touch /srv/x").contains("Read-only"));
        target.remove("/srv/deep", placed);
        assertFalse(target.sh("ls /").contains("srv"), "the mount point is gone");
      }
    }
  }

  @Test
  void a_file_system_that_is_read_only_as_a_whole_is_said_to_be() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.start(TestContainer.on(scene.root(0)).tmpfs("/data"));
      assertEquals("", target.sh("mount -o remount,ro x /data"));
      assertReason("MountPointMissing", target, scene.source(), "/volume", make("/data/x"));
    }
  }

  @Test
  void a_missing_mount_point_is_not_made_unasked() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      Placement placement = new Placement("/nowhere", false, false, false);
      assertReason("MountPointMissing", target, scene.source(), "/volume", placement);
      assertReason("SourceMissing", target, scene.source(), "/gone", make("/nowhere"));
    }
  }

  @Test
  void files_and_directories_are_not_mixed() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      Container source = scene.source();
      target.sh("touch /tmp/file");
      assertReason("TypeMismatch", target, source, "/volume", make("/tmp/file"));
      assertReason("TypeMismatch", target, source, "/volume", make("/tmp/file/below"));
      assertReason("TypeMismatch", target, source, "/volume/file", make("/data"));
    }
  }

  @Test
  void the_system_is_not_mounted_over_neither_directly_nor_through_links() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      Container source = scene.source();
      target.sh(
          "mkdir -p /etc/pam.d /usr/share/x; ln -s ../etc /tmp/innocent; ln -s ../usr /tmp/usr");
      assertReason("SystemPath", target, source, "/volume", make("/etc"));
      assertReason("SystemPath", target, source, "/volume", make("/tmp/innocent"));
      assertReason("SystemPath", target, source, "/volume", make("/tmp/innocent/pam.d"));
      assertReason("SystemPath", target, source, "/volume", make("/tmp/innocent/ld.so.conf.d"));
      assertReason("SystemPath", target, source, "/volume", make("/tmp/usr/bin"));
      target.remove("/usr/share/x", target.inject(source, "/volume", make("/usr/share/x")));
    }
  }

  @Test
  void a_link_that_would_lead_to_the_host_stays_in_the_container() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      target.sh("ln -s ../../../../../../../.." + outside + " /tmp/out; ln -s /gone /tmp/dangling");
      assertReason("MountPointMissing", target, scene.source(), "/volume", make("/tmp/out"));
      target.sh("mkdir -p " + outside);
      PlacedMount placed = target.inject(scene.source(), "/volume", make("/tmp/out/x"));
      assertEquals(0, outside.toFile().list().length, "the host's directory is untouched");
      assertEquals("content", target.sh("cat " + outside + "/x/file"));
      target.remove("/tmp/out/x", placed);
      assertReason("MountPointMissing", target, scene.source(), "/volume", make("/tmp/dangling"));
    }
  }

  @Test
  void a_shared_mount_gets_nothing_since_others_would_get_it_too() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.start(TestContainer.on(scene.root(0)).tmpfs("/data"));
      TestImage.run("nsenter", "-t", "" + target.pid(), "-m", "mount", "--make-shared", "/data");
      assertReason("SharedTarget", target, scene.source(), "/volume", make("/data"));
      assertReason("SharedTarget", target, scene.source(), "/volume", make("/data/x"));
    }
  }

  @Test
  void an_overlay_as_root_gets_its_mount_point_in_its_upper_directory() throws Exception {
    TestImage image = new TestImage(directory.resolve("image"));
    Path layer = image.layer();
    Files.createDirectory(layer.resolve("tmp"));
    Files.copy(Path.of("/usr/bin/busybox"), layer.resolve("busybox"));
    image.layer();
    TestImage.run("chown", "-R", "100000:100000", image.snapshots().toString());
    try (Scene scene = new Scene(directory);
        TestContainer node =
            TestContainer.node().overlay(image.mountPoint().toString(), image.options()).start()) {
      Container target =
          scene.start(
              TestContainer.onMountAt(image.mountPoint())
                  .from(node)
                  .bind(image.mountPoint(), "")
                  .inUserNamespace());
      PlacedMount placed = target.inject(scene.source(), "/volume", make("/srv/x"));
      assertEquals("content", target.sh("/busybox cat /srv/x/file"));
      assertEquals("0", target.sh("/busybox stat -c %u /srv"));
      assertTrue(Files.isDirectory(image.upper().resolve("srv/x")));
      target.remove("/srv/x", placed);
      assertFalse(Files.exists(image.upper().resolve("srv/x")));
    }
  }

  private static Placement make(String mountPath) {
    return new Placement(mountPath, false, true, false);
  }

  private static void assertReason(
      String reason, Container target, Container source, String path, Placement placement)
      throws Exception {
    List<String> before = target.mounts();
    InjectionException e =
        assertThrows(InjectionException.class, () -> target.inject(source, path, placement));
    assertEquals(reason, e.reason(), e.getMessage());
    assertEquals(before, target.mounts());
  }
}
