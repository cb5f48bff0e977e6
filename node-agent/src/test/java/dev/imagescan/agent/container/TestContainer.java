package dev.imagescan.agent.container;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.linux.Self;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process with a mount namespace and a root file system of its own, as the first process of a
 * container is; it needs no program in its root. It ends, and its mounts with it, when it is closed
 * or when this JVM ends.
 *
 * <pre>{@code
 * try (TestContainer container =
 *     TestContainer.on(directory).tmpfs("/var/lib/dpkg").inUserNamespace().start()) {
 *   inspect(container.pid());
 * }
 * }</pre>
 */
public final class TestContainer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final int pid;
  private final Optional<TestCgroup> cgroup;

  private TestContainer(Process process, int pid, Optional<TestCgroup> cgroup) {
    this.process = process;
    this.pid = pid;
    this.cgroup = cgroup;
  }

  /** Whether namespaces and mounts can be made here. */
  public static boolean canRun() {
    try {
      return Self.isSysAdmin() && new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A container whose root file system is a directory. */
  public static Builder on(Path root) {
    return new Builder(root).bind(root, "");
  }

  /** A process that has only a mount namespace of its own: a node, for containers to start from. */
  public static Builder node() {
    return new Builder(null);
  }

  /** A container whose root is what the builder mounts at a directory. */
  public static Builder onMountAt(Path root) {
    return new Builder(root);
  }

  /** Its number in the PID namespace of this JVM. */
  public int pid() {
    return pid;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (cgroup.isPresent()) {
      cgroup.get().close();
    }
  }

  /** What the container is to have; mount points are paths as it sees them itself. */
  public static final class Builder {

    private final Map<String, Object> config = new HashMap<>();
    private final List<Map<String, String>> mounts = new ArrayList<>();
    private final Path root;
    private String cgroupPath;

    private Builder(Path root) {
      this.root = root;
      config.put("mounts", mounts);
      if (root != null) {
        config.put("root", root.toString());
      }
    }

    /** Puts it into a control group of the unified hierarchy, made and removed with it. */
    public Builder cgroup(String path) {
      this.cgroupPath = path;
      return this;
    }

    /** Gives it a user namespace, its root being UID 100000 of the host. */
    public Builder inUserNamespace() {
      config.put("userBase", 100_000);
      return this;
    }

    /** Starts from the mounts of another process. */
    public Builder from(TestContainer node) {
      config.put("namespace", node.pid());
      return this;
    }

    /** Changes the root as chroot does, with the host's mounts still in the table. */
    public Builder chroot() {
      config.put("chroot", true);
      return this;
    }

    /** Makes its root file system read-only in the end. */
    public Builder readOnly() {
      config.put("readOnly", true);
      return this;
    }

    /** Mounts an empty file system in memory. */
    public Builder tmpfs(String mountPoint) {
      return mount("tmpfs", "tmpfs", mountPoint, "");
    }

    /** Mounts a directory at another place. */
    public Builder bind(Path source, String mountPoint) {
      return mount("bind", source.toString(), mountPoint, "");
    }

    /** Mounts a file system in user space whose daemon reads each request and answers none. */
    public Builder silentFuse(String mountPoint) {
      return mount("silent-fuse", "silent", mountPoint, "");
    }

    /** Mounts an overlay. */
    public Builder overlay(String mountPoint, String options) {
      return mount("overlay", "overlay", mountPoint, options);
    }

    /** Mounts an overlay, relative names in its options being in that directory. */
    public Builder overlay(String mountPoint, String options, Path directory) {
      overlay(mountPoint, options);
      mounts.getLast().put("directory", directory.toString());
      return this;
    }

    /** Mounts any file system; in a node the mount point is a path of the host's. */
    public Builder mount(String type, String source, String mountPoint, String options) {
      String target = root == null ? mountPoint : root + mountPoint;
      mounts.add(
          new HashMap<>(
              Map.of("type", type, "source", source, "target", target, "options", options)));
      return this;
    }

    /** Starts the process, and waits until it has what it is to have. */
    public TestContainer start() throws IOException {
      Optional<TestCgroup> cgroup = Optional.empty();
      if (cgroupPath != null) {
        cgroup = Optional.of(TestCgroup.create(cgroupPath));
        config.put("cgroup", cgroup.get().procs().toString());
      }
      Process process =
          new ProcessBuilder("python3", "-c", script(), JSON.writeValueAsString(config))
              .redirectErrorStream(true)
              .start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      if (line == null || !line.startsWith("ready ")) {
        String said = line + rest(output);
        new TestContainer(process, 0, cgroup).close();
        throw new IOException("the test's container did not start: " + said);
      }
      return new TestContainer(process, Integer.parseInt(line.substring(6)), cgroup);
    }

    private static String rest(BufferedReader output) {
      StringBuilder text = new StringBuilder();
      output.lines().forEach(line -> text.append('\n').append(line));
      return text.toString();
    }

    private static String script() throws IOException {
      try (InputStream script = TestContainer.class.getResourceAsStream("sandbox.py")) {
        return new String(script.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }
}
