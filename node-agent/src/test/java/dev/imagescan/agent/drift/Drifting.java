package dev.imagescan.agent.drift;

import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.layers.Layers;
import dev.imagescan.agent.layers.LayersOutcome;
import dev.imagescan.agent.layers.OverlayLayers;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.DriftEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** A container on a real overlay, in which scripts run with its root as their directory. */
record Drifting(TestContainer node, TestContainer container) implements AutoCloseable {

  /** An image of two layers. */
  static TestImage image(Path directory) throws IOException {
    TestImage image = new TestImage(directory);
    Path base = image.layer();
    TestImage.write(base, "etc/edited", "before");
    TestImage.write(base, "etc/deleted", "x");
    TestImage.write(base, "etc/chmodded", "x");
    TestImage.write(base, "etc/chowned", "x");
    TestImage.write(base, "etc/replaced", "before");
    TestImage.write(base, "etc/linked", "x");
    TestImage.write(base, "etc/same", "same");
    TestImage.write(base, "usr/bin/tool", "#!/bin/sh\n");
    TestImage.run("chmod", "755", base.resolve("usr/bin/tool").toString());
    TestImage.write(base, "opt/hidden/one", "1");
    TestImage.write(base, "opt/hidden/below/two", "2");
    TestImage.write(base, "opt/gone/one", "1");
    TestImage.write(base, "opt/gone/below/two", "2");
    Files.createSymbolicLink(base.resolve("etc/link"), Path.of("edited"));
    Path top = image.layer();
    TestImage.write(top, "opt/hidden/three", "3");
    TestImage.write(top, "opt/app", "app");
    return image;
  }

  static Drifting on(TestImage image) throws IOException {
    return on(image, UnaryOperator.identity());
  }

  /** With more mounts. */
  static Drifting on(TestImage image, UnaryOperator<TestContainer.Builder> more)
      throws IOException {
    return on(image, image.options(), more);
  }

  /** With other options of the overlay. */
  static Drifting on(TestImage image, String options, UnaryOperator<TestContainer.Builder> more)
      throws IOException {
    TestContainer node =
        TestContainer.node().overlay(image.mountPoint().toString(), options).start();
    return new Drifting(
        node, more.apply(TestContainer.onMountAt(image.mountPoint()).from(node)).start());
  }

  /** Runs a shell script; paths in it are relative to the container's root. */
  void sh(String script) throws IOException {
    TestImage.run(
        "sh",
        "-euc",
        "cd \"$0\"\numask 022\n" + script,
        Path.of("/proc/" + container.pid(), "root").toString());
  }

  DriftOutcome read() throws IOException {
    return read(node.pid(), container.pid());
  }

  /** Reads a container of a node, both by the numbers of their first processes. */
  static DriftOutcome read(int node, int container) throws IOException {
    try (Processes processes = Processes.ofHost();
        ContainerProcess process = processes.open(container);
        ContainerProcess host = processes.open(node);
        Fd hostTable = host.open("mountinfo");
        Fd ownTable = process.open("mountinfo")) {
      return switch (new OverlayLayers(processes, node).find(process)) {
        case LayersOutcome.Unavailable(String reason) -> throw new AssertionError(reason);
        case Layers layers -> {
          try (layers) {
            PodVolumes volumes = new PodVolumes(MountTable.read(hostTable), null);
            yield DriftReader.read(process, layers, MountTable.read(ownTable), volumes);
          }
        }
      };
    }
  }

  /** The entries as {@code change path}. */
  List<String> changes() throws IOException {
    List<DriftEntry> entries = read().drift().entries();
    return entries == null
        ? List.of()
        : entries.stream().map(entry -> entry.change() + " " + entry.path()).toList();
  }

  /** Reads it in a JVM of its own with the agent's two capabilities; see {@link ReadDrift}. */
  List<String> readAsAgent(String heap) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set",
                "-all,+dac_read_search,+sys_ptrace",
                "--inh-caps",
                "-all",
                "--no-new-privs",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ReadDrift.class.getName(),
                String.valueOf(node.pid()),
                String.valueOf(container.pid()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(output);
    }
    return output.lines().toList();
  }

  @Override
  public void close() throws IOException {
    container.close();
    node.close();
  }
}
