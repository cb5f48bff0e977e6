package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.packages.NotRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of an ordinary user, for containers of that user's own Podman. */
@NeedsRoot
class RootlessPodmanTest {

  @TempDir private static Path directory;

  @BeforeAll
  static void needs() throws IOException {
    for (String program : List.of("podman", "newuidmap", "setpriv")) {
      if (RootlessUser.find(program).isEmpty()) {
        NotRun.because(RootlessPodmanTest.class, "needs " + program);
      }
    }
  }

  @Test
  void what_the_user_has_is_mounted_and_taken_away_below_podman_unshare() throws Exception {
    try (RootlessUser user = new RootlessUser(directory.resolve("same"))) {
      int pid = container(user);
      user.write("tools/tool", "content\n");
      String mounted = user.inject("--from-path=" + user.home("tools"), pid, "/tmp/toolbox");
      assertEquals(
          "mounted %s at /tmp/toolbox of process %d\n".formatted(user.home("tools"), pid), mounted);
      assertEquals("content", user.inContainer(pid, "cat /tmp/toolbox/tool"));
      assertEquals("0 0", user.inContainer(pid, "stat -c '%u %g' /tmp/toolbox/tool"));
      assertEquals(
          "unmounted /tmp/toolbox of process %d\n".formatted(pid), user.eject(pid, "/tmp/toolbox"));
      assertEquals("gone", user.inContainer(pid, "test -e /tmp/toolbox || echo gone"));
    }
  }

  @Test
  void in_a_nested_user_namespace_read_only_is_locked_and_only_roots_files_cannot_be_mapped()
      throws Exception {
    try (RootlessUser user = new RootlessUser(directory.resolve("nested"))) {
      int pid = container(user, "--userns=keep-id", "--cap-add=SYS_ADMIN");
      user.write("tools/tool", "content\n");
      String tools = "--from-path=" + user.home("tools");
      String mounted = user.inject(tools, pid, "/tmp/toolbox", "--read-only");
      assertTrue(mounted.endsWith(", read-only\n"), mounted);
      String refused =
          user.inContainer(pid, "mount -o remount,rw,bind x /tmp/toolbox || echo refused");
      assertTrue(refused.endsWith("refused"), refused);
      user.eject(pid, "/tmp/toolbox");
      String said = user.inject(tools, pid, "/tmp/toolbox", "--idmap");
      assertTrue(said.contains("its owners cannot be mapped"), said);
      assertTrue(said.contains("that takes root of the machine"), said);
    }
  }

  @Test
  void without_podman_unshare_the_user_is_told_of_it() throws Exception {
    try (RootlessUser user = new RootlessUser(directory.resolve("plain"))) {
      String said = user.asUser(user.imagescan("eject", "--pid=1", "--path=/toolbox"));
      assertTrue(said.contains("podman unshare imagescan"), said);
    }
  }

  private static int container(RootlessUser user, String... options) throws IOException {
    RootlessUser.Started started = user.run(options);
    if (started.pid() == 0) {
      NotRun.because(
          RootlessPodmanTest.class, "needs rootless containers, but podman says " + started.said());
    }
    return started.pid();
  }
}
