package dev.imagescan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the demo as a user does. Needs root; as anyone else it tests what they are told. */
class DemoIT {

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private List<String> mountsBefore;

  @BeforeEach
  void remember() throws IOException {
    mountsBefore = mounts();
  }

  @AfterEach
  void nothing_is_left_behind() throws Exception {
    assertEquals(mountsBefore, mounts(), "a mount is left");
    assertEquals(List.of(), cgroups(), "a cgroup is left");
    assertEquals(List.of(), processes(), "a process is left");
  }

  @Test
  void shows_the_status_of_a_real_scan() throws Exception {
    if (toldThatItTakesRoot()) {
      return;
    }
    String output = finish(start());

    for (String part :
        List.of(
            "It leaves out",
            "reason: Inspected",
            "3 of 3 containers inspected, 2 of 2 images read",
            "demo/checkout:1.4",
            "Alpine Linux v3.21",
            "changed since its image",
            "/srv/uploads   tmpfs  uploads",
            "GPL-2.0-or-later",
            "What to look at next")) {
      assertTrue(output.contains(part), "'" + part + "' is missing in:\n" + output);
    }
    for (String noise : List.of("WARN", "SLF4J", "Exception", "\tat ")) {
      assertFalse(output.contains(noise), "'" + noise + "' is in:\n" + output);
    }
  }

  @Test
  void leaves_nothing_when_it_is_interrupted() throws Exception {
    if (toldThatItTakesRoot()) {
      return;
    }
    Process demo = start();
    awaitContainers(demo);
    new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();

    assertTrue(demo.waitFor(20, TimeUnit.SECONDS), "it goes on after an interrupt");
    assertEquals(130, demo.exitValue());
  }

  @Test
  void sweeps_up_what_a_killed_run_left() throws Exception {
    if (toldThatItTakesRoot()) {
      return;
    }
    Process killed = start();
    awaitContainers(killed);
    killed.destroyForcibly().waitFor();
    assertFalse(cgroups().isEmpty(), "this test is about a run that could not clean up");

    finish(start());
  }

  private static boolean toldThatItTakesRoot() throws Exception {
    if (ROOT) {
      return false;
    }
    System.out.println("DemoIT: not root, so only the demo's refusal is tested");
    Process demo = start();
    String output = new String(demo.getInputStream().readAllBytes());
    assertEquals(1, demo.waitFor(), output);
    assertTrue(output.contains("run: sudo "), output);
    return true;
  }

  private static Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder("./run").redirectErrorStream(true);
    builder
        .environment()
        .put("IMAGESCAN_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static void awaitContainers(Process demo) throws IOException {
    StringBuilder read = new StringBuilder();
    BufferedReader output = demo.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      read.append(line).append('\n');
      if (line.contains("Pod checkout-2 runs")) {
        return;
      }
    }
    throw new AssertionError("it ended before its containers ran:\n" + read);
  }

  private static String finish(Process demo) throws Exception {
    Thread inTime = Thread.ofVirtual().start(() -> killAfter(demo, LONGEST));
    String output = new String(demo.getInputStream().readAllBytes());
    assertEquals(0, demo.waitFor(), output);
    inTime.interrupt();
    return output;
  }

  private static void killAfter(Process demo, Duration longest) {
    try {
      demo.waitFor(longest.toSeconds(), TimeUnit.SECONDS);
      demo.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains("demo"))
        .toList();
  }

  private static List<Path> cgroups() throws IOException {
    try (Stream<Path> found = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
      return found.filter(path -> path.endsWith("imagescan-demo")).toList();
    }
  }

  private static List<String> processes() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains("dev.imagescan.demo.Demo") || line.contains("demo/container"))
        .toList();
  }
}
