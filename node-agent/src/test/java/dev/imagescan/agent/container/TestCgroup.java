package dev.imagescan.agent.container;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A control group of the unified hierarchy; those above it that were missing are its own too. */
public final class TestCgroup implements AutoCloseable {

  private static final int ATTEMPTS = 50;

  private final List<Path> made = new ArrayList<>();
  private final Path path;

  private TestCgroup(Path path) {
    this.path = path;
  }

  /** Makes one at a path below the unified hierarchy. */
  public static TestCgroup create(String path) throws IOException {
    TestCgroup cgroup = new TestCgroup(hierarchy().resolve(path));
    List<Path> missing = new ArrayList<>();
    for (Path p = cgroup.path; !Files.exists(p); p = p.getParent()) {
      missing.addFirst(p);
    }
    for (Path p : missing) {
      Files.createDirectory(p);
      cgroup.made.addFirst(p);
    }
    return cgroup;
  }

  private static Path hierarchy() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines
          .filter(line -> line.contains(" - cgroup2 "))
          .map(line -> Path.of(line.split(" ")[4]))
          .findFirst()
          .orElseThrow(() -> new IOException("no cgroup2 file system is mounted"));
    }
  }

  /** The file to which a process is written that is to be in this group. */
  public Path procs() {
    return path.resolve("cgroup.procs");
  }

  /** Ends all processes that are in it. */
  public void end() throws IOException {
    Files.writeString(path.resolve("cgroup.kill"), "1");
  }

  @Override
  public void close() throws IOException {
    for (Path directory : made) {
      remove(directory);
    }
  }

  /** The last process may still be on its way out. */
  private static void remove(Path directory) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.deleteIfExists(directory);
        return;
      } catch (DirectoryNotEmptyException e) {
        return;
      } catch (FileSystemException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
