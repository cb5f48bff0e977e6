package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that do what they can to get a mount where it is not to be, or to keep it. */
@NeedsRoot
class HostileTargetTest {

  private static final Placement WRITABLE = new Placement("/data", false, true, false);
  private static final Placement READ_ONLY = new Placement("/data", true, true, false);

  @TempDir private Path directory;

  @Test
  void a_mount_point_that_is_swapped_all_the_time_gets_it_or_nothing() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    for (Placement placement : List.of(WRITABLE, READ_ONLY)) {
      try (Scene scene = new Scene(directory)) {
        Container source = scene.source();
        Container target = scene.inUserNamespace();
        target.sh("rm -rf /data; mkdir /data /other; ln -s /../../" + outside + " /link");
        List<String> before = target.mounts();
        Process swapper =
            target.start(
                "while :; do mv /data /tmp/d; mv /other /data; mv /tmp/d /other;"
                    + " mv /data /tmp/e; ln -s /link /data; rm /data; mv /tmp/e /data; done");
        int placed = 0;
        for (int round = 0; round < 60; round++) {
          try {
            PlacedMount there = target.inject(source, "/volume", placement);
            placed++;
            removePatiently(target, there);
          } catch (InjectionException e) {
            assertTrue(
                List.of("TargetChanged", "MountPointMissing", "KernelError").contains(e.reason()),
                e.getMessage());
          }
        }
        swapper.destroyForcibly().waitFor();
        target.sh("sleep 0.1");
        System.out.println("swapped mount point: " + placed + " of 60 placed");
        assertEquals(before.size(), target.mounts().size(), String.join("\n", target.mounts()));
        assertEquals(0, outside.toFile().list().length);
      }
    }
  }

  private static void removePatiently(Container target, PlacedMount there) throws Exception {
    for (int attempt = 0; target.mounts().stream().anyMatch(HostileTargetTest::isOurs); attempt++) {
      try {
        target.remove("/data", there);
      } catch (InjectionException e) {
        assertTrue(attempt < 2000, e.getMessage());
      }
    }
  }

  private static boolean isOurs(String line) {
    return line.contains("nosuid,nodev");
  }

  @Test
  void what_the_container_unmounted_is_gone_and_what_it_covered_is_covered() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      PlacedMount placed = target.inject(scene.source(), "/volume", WRITABLE);
      target.sh("mount -t tmpfs mine /data");
      assertInstanceOf(Sight.Covered.class, target.look("/data", placed));
      assertReason("Covered", () -> target.remove("/data", placed));
      assertTrue(target.mounts().getLast().contains(" mine "), "theirs is not touched");
      target.sh("umount /data");
      assertInstanceOf(Sight.OnTop.class, target.look("/data", placed));
      target.sh("mount --bind /tmp /data; umount /data; umount /data");
      assertInstanceOf(Sight.Gone.class, target.look("/data", placed));
      target.sh("mount -t tmpfs mine /data");
      target.remove("/data", placed);
      assertTrue(target.mounts().getLast().contains(" mine "), "only what is ours is unmounted");
    }
  }

  @Test
  void a_covered_one_that_was_kept_can_be_made_read_only_and_theirs_stays() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Injector injector = scene.injector();
      Container target = scene.plain();
      PlacedMount placed = target.inject(scene.source(), "/volume", WRITABLE);
      assertEquals("", target.sh("touch /data/before"));
      try (Kept kept = injector.keep(target.process(), "/data", placed)) {
        target.sh("mount -t tmpfs mine /data");
        assertReason("Covered", () -> injector.makeReadOnly(target.process(), "/data", placed));
        injector.makeReadOnly(target.process(), kept);
      }
      assertEquals("", target.sh("touch /data/mine"));
      target.sh("umount /data");
      assertTrue(target.sh("touch /data/after").contains("Read-only"));
      target.remove("/data", placed);
    }
  }

  @Test
  void one_that_is_written_to_is_not_made_read_only_under_the_writer() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      PlacedMount placed = target.inject(scene.source(), "/volume", WRITABLE);
      Process writer = target.start("exec 3> /data/new; echo open; sleep 100");
      writer.inputReader(StandardCharsets.UTF_8).readLine();
      assertReason("Busy", () -> scene.injector().makeReadOnly(target.process(), "/data", placed));
      writer.destroyForcibly().waitFor();
      target.sh("sleep 0.1");
      scene.injector().makeReadOnly(target.process(), "/data", placed);
      assertTrue(target.sh("touch /data/x").contains("Read-only"));
    }
  }

  @Test
  void a_covered_parent_directory_covers_ours() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      Placement below = new Placement("/data/x", false, true, false);
      PlacedMount placed = target.inject(scene.source(), "/volume", below);
      target.sh("mount -t tmpfs mine /data");
      assertInstanceOf(Sight.Covered.class, target.look("/data/x", placed));
      assertReason("Covered", () -> target.remove("/data/x", placed));
    }
  }

  @Test
  void a_mount_made_in_ours_by_the_container_keeps_it_busy() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      PlacedMount placed = target.inject(scene.source(), "/volume", WRITABLE);
      target.sh("mkdir /data/in; mount -t tmpfs mine /data/in");
      assertReason("Busy", () -> target.remove("/data", placed));
      target.sh("umount /data/in");
      target.remove("/data", placed);
    }
  }

  @Test
  void a_full_mount_table_is_said_to_be_full() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      Container source = scene.source();
      target.sh(
          "mount -t tmpfs x /tmp; mkdir /tmp/m /tmp/n; mount --bind /tmp/m /tmp/m; i=0;"
              + " while [ $i -lt 17 ]; do mkdir /tmp/m/$i /tmp/n/$i;"
              + " mount --rbind /tmp/m /tmp/m/$i || break; i=$((i+1)); done;"
              + " while [ $i -ge 0 ]; do mount --rbind /tmp/m/$i /tmp/n/$i; i=$((i-1)); done;"
              + " mkdir /tmp/o; while mount --bind /data /tmp/o; do :; done");
      int full = target.mounts().size();
      assertReason("TooManyMounts", () -> target.inject(source, "/volume", WRITABLE));
      assertEquals(full, target.mounts().size());
      System.out.println("full mount table: " + full + " mounts");
    }
  }

  @Test
  void a_restarted_container_has_nothing_of_ours() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Path root = scene.root(0);
      Container first = scene.start(TestContainer.on(root));
      PlacedMount placed = first.inject(scene.source(), "/volume", WRITABLE);
      Container second = scene.start(TestContainer.on(root));
      assertInstanceOf(Sight.Gone.class, second.look("/data", placed));
      second.remove("/data", placed);
      assertInstanceOf(Sight.OnTop.class, first.look("/data", placed));
    }
  }

  @Test
  void a_container_that_has_ended_is_not_found() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      Container source = scene.source();
      try (Detached detached =
          scene.injector().detach(source.process(), "/volume", target.process(), WRITABLE)) {
        target.end();
        assertReason(
            "ContainerNotFound",
            () -> scene.injector().place(detached, target.process(), WRITABLE));
      }
    }
  }

  @Test
  void a_file_system_that_never_answers_is_given_up() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.start(TestContainer.on(scene.root(0)).silentFuse("/data"));
      Container source = scene.source();
      Placement below = new Placement("/data/x", false, true, false);
      long start = System.nanoTime();
      assertReason("KernelError", () -> target.inject(source, "/volume", below));
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(15).toNanos());
    }
  }

  @Test
  void one_whose_directory_a_process_is_in_stays() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.plain();
      PlacedMount placed = target.inject(scene.source(), "/volume", WRITABLE);
      Process holder = target.start("cd /data; echo there; sleep 100");
      holder.inputReader(StandardCharsets.UTF_8).readLine();
      assertReason("Busy", () -> target.remove("/data", placed));
      assertInstanceOf(Sight.OnTop.class, target.look("/data", placed));
    }
  }

  private interface Call {
    void make() throws Exception;
  }

  private static void assertReason(String reason, Call call) {
    InjectionException e = assertThrows(InjectionException.class, call::make);
    assertEquals(reason, e.reason(), e.getMessage());
  }
}
