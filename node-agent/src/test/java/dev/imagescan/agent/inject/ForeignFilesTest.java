package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.inject.Scene.Container;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Watches the system calls of an agent that mounts: after a thread has gone into another mount
 * namespace it looks for nothing by a path, be it a class, a library or a table of users. That is
 * what CVE-2019-14271 was.
 */
@NeedsRoot
class ForeignFilesTest {

  private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

  /** What takes an open directory and one name, or nothing but an open file. */
  private static final Pattern BY_FILE =
      Pattern.compile(
          "(?:readlinkat|mkdirat|unlinkat)\\(\\d+, \"[^/\"]*\".*"
              + "|openat\\(\\d+, \"mountinfo\".*"
              + "|openat2\\(\\d+, .*RESOLVE_(?:IN_ROOT|BENEATH).*"
              + "|(?:open_tree|statx|mount_setattr)\\(\\d+, \"\".*"
              + "|move_mount\\(\\d+, \"\", \\d+, \"\".*"
              + "|chroot\\(\"\\.\"\\).*"
              + "|umount2\\(\"[^/\"]+\", .*UMOUNT_NOFOLLOW.*");

  @TempDir private Path directory;

  @Test
  void nothing_is_looked_for_by_a_path_in_a_container() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/strace"))) {
      System.out.println("NOT RUN, needs strace: ForeignFilesTest");
      return;
    }
    Path trace = directory.resolve("trace");
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      Container plain = prepare(scene.start(TestContainer.on(scene.root(0)).tmpfs("/proc")));
      Container mapped = prepare(scene.inUserNamespace());
      String said = agent(trace, source.pid(), plain.pid(), mapped.pid());
      String expected =
          "OnTop[] Gone[] OnTop[] Gone[] SystemPath TypeMismatch %s MountPointMissing %s";
      assertEquals(
          expected.formatted("SharedTarget", "MountPointMissing")
              + " \n"
              + expected.formatted("SharedTarget", "MountPointMissing"),
          said.strip());
    }
    List<String> looked = lookedFor(trace);
    assertTrue(looked.removeFirst().equals("entered"), "threads were in containers");
    assertEquals(List.of(), looked);
  }

  /** The calls with paths that threads in containers made; before them, that there were such. */
  private static List<String> lookedFor(Path trace) throws IOException {
    Set<String> inContainers = new HashSet<>();
    List<String> looked = new ArrayList<>(List.of("nobody entered"));
    for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
      Matcher call = CALL.matcher(line);
      if (!call.matches()) {
        continue;
      }
      if (line.contains(InjectOnce.WARM)) {
        inContainers.clear();
        looked = new ArrayList<>(List.of("nobody entered"));
      }
      String thread = call.group(1);
      switch (call.group(2)) {
        case "setns" -> {
          inContainers.add(thread);
          looked.set(0, "entered");
        }
        case "exit" -> inContainers.remove(thread);
        default -> {
          String whole = call.group(2) + "(" + call.group(3);
          if (inContainers.contains(thread) && !BY_FILE.matcher(whole).matches()) {
            looked.add(line);
          }
        }
      }
    }
    return looked;
  }

  /** Its own libraries and tables, as an attacker would put them. */
  private static Container prepare(Container target) throws IOException {
    assertEquals(
        "",
        target.sh(
            "mkdir -p /etc /lib /shared /fixed; echo bad > /etc/nsswitch.conf;"
                + " echo bad > /etc/passwd; echo bad > /lib/libc.so.6; ln -s /gone /dangling;"
                + " mount -t tmpfs x /shared; mount -t tmpfs x /fixed;"
                + " mount -o remount,ro x /fixed"));
    TestImage.run("nsenter", "-t", "" + target.pid(), "-m", "mount", "--make-shared", "/shared");
    return target;
  }

  private static String agent(Path trace, int... pids) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "strace",
                "-f",
                "-qq",
                "-e",
                "signal=none",
                "-e",
                "trace=%file,setns,exit",
                "-o",
                trace.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                InjectOnce.class.getName()));
    for (int pid : pids) {
      command.add("" + pid);
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
