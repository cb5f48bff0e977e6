package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.inject.Scene.Container;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each capability of an agent that mounts is for: without it something named here fails. */
@NeedsRoot
class MountCapabilitiesTest {

  private static final List<String> NEEDED =
      List.of("sys_admin", "sys_chroot", "sys_ptrace", "setuid", "setgid", "dac_read_search");

  @TempDir private Path directory;

  private record Outcome(int status, String said) {}

  @Test
  void six_capabilities_are_enough() throws Exception {
    Outcome outcome = agent(NEEDED);
    assertEquals(0, outcome.status(), outcome.said());
    assertTrue(outcome.said().contains("OnTop[] Gone[] OnTop[] Gone[]"), outcome.said());
  }

  @ParameterizedTest
  @CsvSource({
    // To begin with, a mount namespace of its own.
    "sys_admin, EPERM",
    // To enter another one.
    "sys_chroot, EPERM",
    // To open /proc/PID/root and /proc/PID/ns of containers.
    "sys_ptrace, EACCES",
    // To make a mount point for a container in a user namespace, as the owner of the directory.
    "setuid, setfsuid",
    "setgid, setfsuid",
    // To get to a mount point below a private directory of another user.
    "dac_read_search, EACCES"
  })
  void each_of_them_is_needed(String capability, String error) throws Exception {
    List<String> others = new ArrayList<>(NEEDED);
    others.remove(capability);
    Outcome outcome = agent(others);
    assertNotEquals(0, outcome.status(), "it worked without " + capability);
    assertTrue(outcome.said().contains(error), outcome.said());
  }

  private Outcome agent(List<String> capabilities) throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      Container target = scene.inUserNamespace();
      target.sh("chmod 700 /data");
      List<String> before = target.mounts();
      Process process =
          new ProcessBuilder(
                  "setpriv",
                  "--bounding-set",
                  "-all,+" + String.join(",+", capabilities),
                  "--inh-caps",
                  "-all",
                  "--no-new-privs",
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  InjectOnce.class.getName(),
                  "" + source.pid(),
                  "" + target.pid())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      assertEquals(before, target.mounts(), "nothing is left");
      return new Outcome(status, said);
    }
  }
}
