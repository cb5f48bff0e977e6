package dev.imagescan.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster in a JVM of its own, ended in all the ways in which a run of tests can end. */
@Timeout(120)
class LeftoversIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<String> settings = Traces.settings();
  private final List<String> networkNamespaces = Traces.networkNamespaces();
  private Process jvm;
  private int slot;

  @BeforeEach
  void start_a_cluster_in_another_jvm() throws IOException {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            DoomedCluster.class.getName());
    jvm = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var reader = new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8));
    String line = reader.readLine();
    assertNotNull(line, "the cluster to be killed did not start; see above");
    slot = Integer.parseInt(line);
    all_kinds_of_traces_are_seen();
  }

  private void all_kinds_of_traces_are_seen() {
    Traces traces = Traces.of(slot);
    assertFalse(traces.processes().isEmpty(), "no processes seen");
    assertFalse(traces.mounts().isEmpty(), "no mounts seen");
    assertFalse(traces.links().isEmpty(), "no links seen");
    assertFalse(traces.cgroups().isEmpty(), "no cgroups seen");
    assertFalse(traces.loopDevices().isEmpty(), "no loop devices seen");
    assertFalse(traces.directories().isEmpty(), "no directories seen");
  }

  @AfterEach
  void the_machine_is_as_it_was() throws InterruptedException {
    jvm.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    assertEquals(settings, Traces.settings(), "the machine's settings");
    assertEquals(
        networkNamespaces, Traces.networkNamespaces(), "the machine's named network namespaces");
  }

  @Test
  void nothing_is_left_after_the_jvm_was_killed() {
    jvm.destroyForcibly();

    nothing_is_left();
  }

  @Test
  void nothing_is_left_after_an_interrupt_from_the_keyboard() throws InterruptedException {
    Command.of("kill", "-INT", Long.toString(jvm.pid())).run().orThrow();

    assertEquals(true, jvm.waitFor(30, TimeUnit.SECONDS), "the JVM ended by itself");
    nothing_is_left();
  }

  @Test
  void the_next_run_sweeps_up_after_a_crash_of_the_jvm_and_of_what_sweeps_up() {
    ProcessHandle holder =
        jvm.children()
            .filter(child -> child.info().commandLine().orElse("").contains("hold"))
            .findFirst()
            .orElseThrow();
    holder.destroyForcibly();
    jvm.destroyForcibly();
    Waiting.until(
        "the cluster's processes to end", SOON, () -> Traces.of(slot).processes().isEmpty());
    assertFalse(Traces.of(slot).none(), "nothing was left for the next run to sweep up");

    Path sandbox = Tools.scriptsDirectory().resolve("sandbox");
    Command.of(sandbox.toString(), "sweep").run().orThrow();

    assertEquals(
        new Traces(List.of(), List.of(), List.of(), List.of(), List.of(), List.of()),
        Traces.of(slot),
        "after the sweep");
  }

  private void nothing_is_left() {
    try {
      Waiting.until("all traces to vanish", SOON, () -> Traces.of(slot).none());
    } catch (IllegalStateException e) {
      throw new AssertionError("left after " + SOON + ": " + Traces.of(slot), e);
    }
  }
}
