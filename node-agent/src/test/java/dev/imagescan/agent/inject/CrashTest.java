package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.linux.OpenFiles;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that ends between two steps: what it had written down before is enough for the next one
 * to find what is there, and to leave nothing. The steps are done here one by one.
 */
@NeedsRoot
class CrashTest {

  private static final String PATH = "/data/made";
  private static final Placement WRITABLE = new Placement(PATH, false, true, false);
  private static final Placement READ_ONLY = new Placement(PATH, true, true, false);

  @TempDir private Path directory;

  private interface Steps {
    void in(Inside container) throws IOException;
  }

  private static void steps(Container target, Steps steps) throws IOException {
    try (Processes processes = Processes.ofHost();
        OpenFiles files = OpenFiles.ofThisProcess()) {
      MountingThread.run(
          thread -> {
            try (Inside container = Inside.enter(target.process(), processes, files)) {
              steps.in(container);
              return "";
            }
          });
    }
  }

  @Test
  void with_the_mount_point_made_and_nothing_on_it() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      PlacedMount expected;
      try (Detached detached = detach(scene, scene.source(), target, WRITABLE)) {
        expected = detached.expected();
        steps(target, container -> make(container));
      }
      assertEquals(Optional.empty(), scene.injector().find(target.process(), PATH, expected));
      target.remove(PATH, expected);
      assertEquals("", target.sh("ls /data"));
    }
  }

  @Test
  void with_only_the_lower_mount_of_a_locked_one() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      List<String> before = target.mounts();
      PlacedMount expected;
      try (Detached detached = detach(scene, scene.source(), target, READ_ONLY)) {
        expected = detached.expected();
        steps(
            target,
            container -> {
              make(container);
              try (Fd at = container.find(PATH).orElseThrow()) {
                MountTree.move(detached.hub().orElseThrow().slave(), at, 0);
              }
            });
      }
      assertEquals(Optional.empty(), scene.injector().find(target.process(), PATH, expected));
      target.remove(PATH, expected);
      assertEquals(before, target.mounts());
      assertEquals("", target.sh("ls /data"));
    }
  }

  @Test
  void with_everything_there_and_only_the_expectation_written_down() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      List<String> before = target.mounts();
      for (Placement placement : List.of(WRITABLE, READ_ONLY)) {
        PlacedMount expected;
        try (Detached detached = detach(scene, scene.source(), target, placement)) {
          expected = detached.expected();
          scene.injector().place(detached, target.process(), placement);
        }
        PlacedMount found = scene.injector().find(target.process(), PATH, expected).orElseThrow();
        assertInstanceOf(Sight.OnTop.class, target.look(PATH, found));
        target.remove(PATH, expected);
        assertEquals(before, target.mounts());
      }
    }
  }

  @Test
  void with_the_new_one_beneath_the_old() throws Exception {
    for (Placement placement : List.of(WRITABLE, READ_ONLY)) {
      try (Scene scene = new Scene(directory)) {
        Container target = scene.inUserNamespace();
        List<String> before = target.mounts();
        Container fresh = scene.source();
        fresh.sh("echo new > /volume/file");
        PlacedMount both = beneath(scene, fresh, target, placement);
        assertEquals("content", target.sh("cat " + PATH + "/file"), "the old one is on top");
        assertInstanceOf(Sight.Covered.class, target.look(PATH, both));
        PlacedMount settled = scene.injector().settle(target.process(), PATH, both);
        assertEquals("new", target.sh("cat " + PATH + "/file"));
        assertInstanceOf(Sight.OnTop.class, target.look(PATH, settled));
        target.remove(PATH, settled);
        assertEquals(before, target.mounts());
        assertEquals("", target.sh("ls /data"));
        both = beneath(scene, fresh, target, placement);
        target.remove(PATH, both);
        assertEquals(before, target.mounts(), "removing needs no settling");
      }
    }
  }

  @Test
  void a_new_one_of_the_same_file_system_is_not_taken_for_the_old() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container target = scene.inUserNamespace();
      Container source = scene.source();
      PlacedMount old = target.inject(source, "/volume", READ_ONLY);
      PlacedMount replaced;
      try (Detached detached = detach(scene, source, target, READ_ONLY)) {
        replaced = scene.injector().replace(detached, target.process(), READ_ONLY, old);
      }
      target.remove(PATH, old);
      assertEquals(Optional.empty(), scene.injector().find(target.process(), PATH, old));
      assertInstanceOf(Sight.OnTop.class, target.look(PATH, replaced));
      assertEquals("content", target.sh("cat " + PATH + "/file"));
    }
  }

  private static PlacedMount beneath(
      Scene scene, Container fresh, Container target, Placement placement) throws Exception {
    PlacedMount old = target.inject(scene.source(), "/volume", placement);
    try (Detached detached = detach(scene, fresh, target, placement)) {
      steps(
          target,
          container -> {
            try (Fd at = container.find(PATH).orElseThrow()) {
              Fd first = detached.hub().map(Hub::slave).orElse(detached.mount());
              MountTree.move(first, at, MountTree.MOVE_MOUNT_BENEATH);
            }
            if (detached.hub().isPresent()) {
              detached.hub().get().propagate(detached.mount(), container);
            }
          });
      return detached.expectedBeside(old);
    }
  }

  private static void make(Inside container) throws IOException {
    try (MountPoint missing = MountPoint.find(container, PATH)) {
      MadePath.make(container, missing, true);
    }
  }

  private static Detached detach(
      Scene scene, Container source, Container target, Placement placement)
      throws InjectionException {
    return scene.injector().detach(source.process(), "/volume", target.process(), placement);
  }
}
