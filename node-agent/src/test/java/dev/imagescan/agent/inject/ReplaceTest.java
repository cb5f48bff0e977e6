package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsRoot
class ReplaceTest {

  private static final Placement WRITABLE = new Placement("/data", false, false, false);
  private static final Placement READ_ONLY = new Placement("/data", true, false, false);

  @TempDir private Path directory;

  @Test
  void a_reader_sees_the_old_or_the_new_at_every_moment() throws Exception {
    try (Scene scene = new Scene(directory)) {
      replaceUnderReader(scene, scene.plain(), WRITABLE);
    }
  }

  @Test
  void locked_ones_are_replaced_without_a_gap_too() throws Exception {
    try (Scene scene = new Scene(directory)) {
      replaceUnderReader(scene, scene.inUserNamespace(), READ_ONLY);
    }
  }

  private static void replaceUnderReader(Scene scene, Container target, Placement placement)
      throws Exception {
    Container one = scene.source();
    Container two = scene.source();
    one.sh("echo one > /volume/which");
    two.sh("echo two > /volume/which");
    List<String> before = target.mounts();
    PlacedMount placed = target.inject(one, "/volume", placement);
    Process reader =
        target.start("while [ ! -e /tmp/stop ]; do read x < /data/which; echo $x; done");
    for (int round = 0; round < 6; round++) {
      Thread.sleep(30);
      placed = replace(scene, round % 2 == 0 ? two : one, target, placement, placed);
      while (target.look("/data", placed) instanceof Sight.Covered) {
        placed = settle(scene, target, placed);
      }
      assertInstanceOf(Sight.OnTop.class, target.look("/data", placed));
    }
    assertEquals("one", target.sh("cat /data/which"));
    target.sh("touch /tmp/stop");
    String seen = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(Set.of("one", "two"), new TreeSet<>(List.of(seen.split("\n"))));
    target.remove("/data", placed);
    assertEquals(before, target.mounts());
  }

  private static PlacedMount settle(Scene scene, Container target, PlacedMount placed)
      throws Exception {
    try {
      return scene.injector().settle(target.process(), "/data", placed);
    } catch (InjectionException e) {
      assertEquals(Reason.BUSY, e.why());
      return placed;
    }
  }

  private static PlacedMount replace(
      Scene scene, Container source, Container target, Placement placement, PlacedMount old)
      throws Exception {
    try (Detached detached =
        scene.injector().detach(source.process(), "/volume", target.process(), placement)) {
      return scene.injector().replace(detached, target.process(), placement, old);
    }
  }

  @Test
  void one_with_an_open_file_is_left_as_it_is() throws Exception {
    try (Scene scene = new Scene(directory)) {
      leftAsItIs(scene, scene.plain(), WRITABLE);
      leftAsItIs(scene, scene.inUserNamespace(), READ_ONLY);
    }
  }

  private static void leftAsItIs(Scene scene, Container target, Placement placement)
      throws Exception {
    PlacedMount placed = target.inject(scene.source(), "/volume", placement);
    List<String> before = target.mounts();
    Process holder = target.start("exec 3< /data/file; echo open; sleep 100");
    holder.inputReader(StandardCharsets.UTF_8).readLine();
    Container other = scene.source();
    InjectionException e =
        assertThrows(
            InjectionException.class,
            () -> {
              try (Detached detached =
                  scene
                      .injector()
                      .detach(other.process(), "/volume", target.process(), placement)) {
                scene.injector().replace(detached, target.process(), placement, placed);
              }
            });
    assertEquals("Busy", e.reason());
    assertEquals(before, target.mounts());
    assertEquals(
        "Busy",
        assertThrows(InjectionException.class, () -> target.remove("/data", placed)).reason());
    holder.destroyForcibly().waitFor();
    target.sh("sleep 0.1");
    target.remove("/data", placed);
  }
}
