package dev.imagescan.agent.drift;

import static dev.imagescan.agent.container.TestImage.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.api.v1alpha1.Drift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers on a real overlay change, as it is told. */
@NeedsRoot
class DriftTest {

  @TempDir private Path directory;
  private TestImage image;

  @BeforeEach
  void make_an_image() throws IOException {
    image = Drifting.image(directory);
  }

  @Test
  void each_thing_that_a_container_does_is_one_entry() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          """
          echo new > etc/added
          echo after >> etc/edited
          rm etc/deleted
          chmod 600 etc/chmodded
          chown 7:8 etc/chowned
          echo after > etc/new; mv etc/new etc/replaced
          ln etc/linked etc/hardlink
          rm -r opt/hidden; mkdir opt/hidden; echo 4 > opt/hidden/four; echo 1 > opt/hidden/one
          rm -r opt/gone
          ln -sfn elsewhere etc/link
          ln -s nowhere etc/newlink
          mkfifo etc/fifo
          """);
      assertEquals(
          List.of(
              "CHANGED /etc/chmodded",
              "CHANGED /etc/chowned",
              "CHANGED /etc/edited",
              "CHANGED /etc/link",
              "CHANGED /etc/replaced",
              "CHANGED /opt/hidden/one",
              "REMOVED /etc/deleted",
              "REMOVED /opt/gone/below/two",
              "REMOVED /opt/gone/one",
              "REMOVED /opt/hidden/below/two",
              "REMOVED /opt/hidden/three",
              "ADDED /etc/added",
              "ADDED /etc/fifo",
              "ADDED /etc/hardlink",
              "ADDED /etc/newlink",
              "ADDED /opt/hidden/four"),
          container.changes());
      Drift drift = container.read().drift();
      assertEquals(
          List.of(5, 6, 5), List.of(drift.added(), drift.changed(), drift.removed()), "counts");
      assertEquals(List.of(), container.read().findings());
      assertNull(drift.truncated(), () -> "truncated: " + drift);
    }
  }

  @Test
  void the_two_capabilities_of_the_agent_are_enough_to_see_what_a_directory_hides()
      throws Exception {
    Path top = image.layer();
    TestImage.opaque(top, "opt/gone");
    write(top, "opt/gone/new", "new");
    try (Drifting container = Drifting.on(image)) {
      assertEquals(List.of("truncated null"), container.readAsAgent("-Xmx64m"));
      container.sh(
          """
          rm -r opt/hidden; mkdir opt/hidden; echo 4 > opt/hidden/four
          echo x > opt/gone/newer
          """);
      assertEquals(
          List.of(
              "truncated null",
              "REMOVED /opt/hidden/below/two",
              "REMOVED /opt/hidden/one",
              "REMOVED /opt/hidden/three",
              "ADDED /opt/gone/newer",
              "ADDED /opt/hidden/four"),
          container.readAsAgent("-Xmx64m"));
    }
  }

  @Test
  void a_container_that_did_nothing_has_no_drift() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      Drift drift = container.read().drift();
      assertEquals(
          new Drift("UpperDirectory", null, null, null, 0L, 0L, null, null, null, null, null),
          drift);
    }
  }

  @Test
  void what_was_touched_and_is_the_same_is_no_drift() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          """
          touch etc/same usr/bin/tool
          chmod 600 etc/chmodded; chmod 644 etc/chmodded
          mkdir opt/empty
          echo x > opt/app2; rm opt/app2
          """);
      assertEquals(List.of(), container.changes());
    }
  }

  @Test
  void a_change_that_keeps_size_and_times_is_seen_all_the_same() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("cp -p etc/same opt/stamp; printf SAME > etc/same; touch -r opt/stamp etc/same");
      assertEquals(List.of("CHANGED /etc/same", "ADDED /opt/stamp"), container.changes());
    }
  }

  @Test
  void a_file_in_the_place_of_a_directory_and_the_other_way_round() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh(
          "rm -r opt/gone; echo x > opt/gone; rm opt/app; mkdir opt/app; echo > opt/app/x");
      assertEquals(
          List.of(
              "CHANGED /opt/app",
              "CHANGED /opt/gone",
              "REMOVED /opt/gone/below/two",
              "REMOVED /opt/gone/one",
              "ADDED /opt/app/x"),
          container.changes());
    }
  }

  @Test
  void a_directory_is_changed_by_its_mode_and_not_by_what_is_in_it() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("chmod 1777 opt; echo x > etc/x");
      assertEquals(List.of("CHANGED /opt", "ADDED /etc/x"), container.changes());
    }
  }

  @Test
  void a_copy_that_has_only_a_mode_of_its_own_is_compared_by_what_the_overlay_shows()
      throws IOException {
    try (Drifting container =
        Drifting.on(image, image.options() + ",metacopy=on", UnaryOperator.identity())) {
      container.sh("chmod 700 usr/bin/tool");
      assertEquals(List.of("CHANGED /usr/bin/tool"), container.changes());
      assertEquals(List.of(), container.read().findings());
    }
  }

  @Test
  void names_that_are_no_text_are_shown_so_that_they_can_be_read() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("touch \"$(printf 'etc/a\\nb\\033[2J')\"");
      assertEquals(List.of("ADDED /etc/a\\x0ab\\x1b[2J"), container.changes());
    }
  }

  @Test
  void what_the_runtime_puts_there_to_mount_upon_is_no_drift() throws IOException {
    Path file = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost");
    try (Drifting container =
        Drifting.on(
            image,
            builder -> {
              prepare(image.upper());
              return builder.tmpfs("/dev").bind(file, "/etc/hosts").bind(file, "/srv/one.conf");
            })) {
      assertEquals(List.of(), container.changes());
    }
  }

  private static void prepare(Path upper) {
    try {
      for (String path : List.of("etc/hosts", "etc/resolv.conf", "srv/one.conf", "dev/console")) {
        write(upper, path, "");
      }
      Files.createDirectories(upper.resolve("run/secrets/kubernetes.io/serviceaccount"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void an_empty_file_that_nothing_is_mounted_upon_is_drift() throws IOException {
    try (Drifting container = Drifting.on(image)) {
      container.sh("mkdir srv; : > srv/one.conf; echo 1.2.3.4 evil > etc/hosts");
      assertEquals(List.of("ADDED /etc/hosts", "ADDED /srv/one.conf"), container.changes());
    }
  }
}
