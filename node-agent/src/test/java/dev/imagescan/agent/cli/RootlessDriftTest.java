package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.drift.DriftOutcome;
import dev.imagescan.agent.drift.DriftReader;
import dev.imagescan.agent.layers.Comparison;
import dev.imagescan.agent.layers.LayersOutcome;
import dev.imagescan.agent.layers.OtherRoots;
import dev.imagescan.agent.layers.OverlayLayers;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.DriftEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers of an ordinary user's Podman change, where the kernel makes no overlay. */
@NeedsRoot
class RootlessDriftTest {

  private static final String FUSE = "fuse-overlayfs";

  /** The second layer of the image: it removes files of the first, and hides some. */
  private static final String SECOND_LAYER =
      """
      rm /opt/removed-by-image
      rm -r /opt/replaced-by-image; mkdir /opt/replaced-by-image; echo 2 > /opt/replaced-by-image/b
      echo second > /opt/second
      """;

  private static final String CHANGES =
      """
      echo new > /etc/added
      echo after >> /etc/edited
      rm /etc/deleted
      chmod 600 /etc/chmodded
      chown 7:8 /etc/chowned
      echo after > /etc/new; mv /etc/new /etc/replaced
      ln /etc/linked /etc/hardlink
      rm -r /opt/hidden; mkdir /opt/hidden; echo 4 > /opt/hidden/four; echo 1 > /opt/hidden/one
      rm -r /opt/gone
      ln -s nowhere /etc/newlink
      mkfifo /etc/fifo
      echo again > /opt/removed-by-image
      rm /opt/second
      cat /busybox > /opt/tool; chmod 755 /opt/tool
      echo x >> /etc/same; echo same > /etc/same
      """;

  private static final List<String> ENTRIES =
      List.of(
          "ADDED /opt/tool",
          "CHANGED /etc/chmodded",
          "CHANGED /etc/chowned",
          "CHANGED /etc/edited",
          "CHANGED /etc/replaced",
          "REMOVED /etc/deleted",
          "REMOVED /opt/gone/below/two",
          "REMOVED /opt/gone/one",
          "REMOVED /opt/hidden/below/two",
          "REMOVED /opt/second",
          "ADDED /etc/added",
          "ADDED /etc/fifo",
          "ADDED /etc/hardlink",
          "ADDED /etc/newlink",
          "ADDED /opt/hidden/four",
          "ADDED /opt/removed-by-image");

  @TempDir private static Path directory;

  @Test
  void a_root_on_fuse_overlayfs_is_compared_by_its_layers() throws Exception {
    needs("podman", "newuidmap", "setpriv", FUSE);
    String program = RootlessUser.find(FUSE).orElseThrow().toString();
    compared(
        "fuse",
        List.of("--storage-driver=overlay", "--storage-opt=overlay.mount_program=" + program),
        "UpperDirectory");
  }

  @Test
  void a_root_that_is_a_plain_copy_is_compared_with_what_it_is_a_copy_of() throws Exception {
    needs("podman", "newuidmap", "setpriv");
    compared("vfs", List.of("--storage-driver=vfs"), "MergedView");
  }

  @Test
  void a_store_of_a_fuse_overlayfs_is_read_if_it_is_its_users_own() throws Exception {
    needs("podman", "newuidmap", "setpriv", FUSE);
    try (RootlessUser user = new RootlessUser(directory.resolve("own"))) {
      int container = started(user.runOnFuse(user.store(), "merged"));
      try {
        user.exec("echo x > /etc-of-mine");
        assertEquals(
            List.of("/etc-of-mine"),
            drift(user, container).drift().entries().stream().map(DriftEntry::path).toList());
      } finally {
        user.unmountFuse();
      }
    }
  }

  @Test
  void a_store_of_a_fuse_overlayfs_that_leads_to_what_is_not_its_users_is_not_believed()
      throws Exception {
    needs("podman", "newuidmap", "setpriv", FUSE);
    try (RootlessUser user = new RootlessUser(directory.resolve("foreign"))) {
      Path top = Path.of(user.store());
      Path overlay = top.getParent();
      String foreign = "f".repeat(64);
      Files.createDirectories(overlay.resolve(foreign + "/diff"));
      Files.createSymbolicLink(overlay.resolve("l/OFROOT"), Path.of("../" + foreign + "/diff"));
      Files.createSymbolicLink(overlay.resolve("l/AWAY"), Path.of("/usr/share/doc"));
      Files.createDirectories(overlay.resolve("1".repeat(64)));
      Files.createSymbolicLink(
          overlay.resolve("1".repeat(64) + "/diff"), Path.of("/usr/share/doc"));
      Files.createSymbolicLink(
          overlay.resolve("l/LINK"), Path.of("../" + "1".repeat(64) + "/diff"));
      int container = started(user.runOnFuse(top.toString(), "merged"));
      try {
        for (var refused :
            Map.of(
                    "l/OFROOT:l/BASE",
                    "the store of its fuse-overlayfs has a layer of somebody else's",
                    "l/AWAY:l/BASE",
                    "a layer's link in the image store leads elsewhere",
                    "l/LINK:l/BASE",
                    "a layer of its fuse-overlayfs is not in its store",
                    "l/NONE",
                    "a layer of its fuse-overlayfs is not in its store",
                    "/usr/share/doc:l/BASE",
                    "the list of its layers names what is none",
                    "l/BASE::",
                    "the list of its layers names what is none",
                    "l/BASE:".repeat(512) + "l/BASE",
                    "its fuse-overlayfs has more layers than are read")
                .entrySet()) {
          Files.writeString(top.resolve("lower"), refused.getKey());
          assertEquals(refused.getValue(), why(user, container), refused.getKey());
        }
      } finally {
        user.unmountFuse();
      }
    }
  }

  @Test
  void a_fuse_overlayfs_in_no_store_is_not_compared() throws Exception {
    needs("podman", "newuidmap", "setpriv", FUSE);
    try (RootlessUser user = new RootlessUser(directory.resolve("elsewhere"))) {
      int container = started(user.runOnFuse(user.store(), "elsewhere"));
      try {
        assertEquals(
            "its fuse-overlayfs is mounted in no store of a known form", why(user, container));
      } finally {
        user.unmountFuse();
      }
    }
  }

  private static String why(RootlessUser user, int container) {
    return assertThrows(IOException.class, () -> drift(user, container)).getMessage();
  }

  private static void needs(String... programs) {
    for (String program : programs) {
      if (RootlessUser.find(program).isEmpty()) {
        NotRun.because(RootlessDriftTest.class, "needs " + program);
      }
    }
  }

  private static void compared(String name, List<String> storage, String source)
      throws IOException {
    try (RootlessUser user = new RootlessUser(directory.resolve(name), storage)) {
      for (String file :
          List.of("edited", "deleted", "chmodded", "chowned", "replaced", "linked")) {
        user.write("root/etc/" + file, "before\n");
      }
      user.write("root/etc/same", "same\n");
      for (String file : List.of("hidden/one", "hidden/below/two", "gone/one", "gone/below/two")) {
        user.write("root/opt/" + file, "1\n");
      }
      user.write("root/opt/replaced-by-image/a", "1\n");
      user.write("root/opt/removed-by-image", "1\n");
      user.importImage("first");
      started(user.runImage("first"));
      user.exec("PATH=/bin; " + SECOND_LAYER);
      user.commit("second");
      int container = started(user.runImage("second"));
      Drift untouched = drift(user, container).drift();
      assertNull(untouched.entries(), "of a container that nobody touched");
      user.exec("PATH=/bin; " + CHANGES);
      DriftOutcome changed = drift(user, container);
      assertEquals(source, changed.drift().source());
      assertEquals(
          ENTRIES,
          changed.drift().entries().stream()
              .map(entry -> entry.change() + " " + entry.path())
              .toList());
      assertNull(changed.drift().truncated(), () -> "truncated: " + changed);
    }
  }

  private static int started(RootlessUser.Started started) {
    if (started.pid() == 0) {
      NotRun.because(
          RootlessDriftTest.class, "needs rootless containers, but podman says " + started.said());
    }
    return started.pid();
  }

  private static DriftOutcome drift(RootlessUser user, int container) throws IOException {
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container);
        ContainerProcess host = processes.open(user.node());
        Fd hostTable = host.open("mountinfo");
        Fd ownTable = process.open("mountinfo")) {
      if (!(new OverlayLayers(processes, user.node()).find(process)
          instanceof LayersOutcome.Unavailable)) {
        throw new AssertionError("the kernel has made an overlay for this container");
      }
      Comparison files = new OtherRoots(processes, user.node()).find(process).orElseThrow();
      try (files) {
        PodVolumes volumes = new PodVolumes(MountTable.read(hostTable), null);
        return DriftReader.read(process, files, MountTable.read(ownTable), volumes);
      }
    }
  }
}
