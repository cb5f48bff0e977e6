package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.LocalCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A program that tries to mount things within a container, and a disk for it that the host has not
 * mounted. Closing it takes the disk away.
 */
final class MountAttempts implements AutoCloseable {

  private final String program;
  private final String device;
  private final String[] host;

  /** What came of one attempt: error numbers, 0 for a mount. */
  record Attempt(int direct, int inUserNamespace) {}

  /**
   * What came of restricting itself first.
   *
   * @param error the number of the error when it tried to; 0 when it did
   */
  record Restricted(int error, Map<String, Attempt> attempts) {}

  MountAttempts(LocalCluster cluster) {
    Path scratch = cluster.scratch();
    Path binary = scratch.resolve("attempts");
    Path source = Product.checkout().resolve("e2e/src/test/resources/containment/attempts.c");
    run("gcc", "-Os", "-static", "-s", "-o", binary.toString(), source.toString());
    this.program = packed(binary);
    Path disk = scratch.resolve("attempts.disk");
    run("truncate", "--size=16M", disk.toString());
    run("mkfs.ext4", "-q", disk.toString());
    this.device = run("losetup", "--find", "--show", "--nooverlap", disk.toString()).strip();
    this.host = hostDisk();
  }

  /** By kind, what a container could mount. */
  Map<String, Attempt> in(Injected space, String pod) {
    bring(space, pod);
    return parsed(new Target(space, pod, "main").sh(command()));
  }

  /** What came of an attempt to restrict itself with Landlock, and of the others after that. */
  Restricted restricted(Injected space, String pod) {
    String said = new Target(space, pod, "main").sh(command("landlock"));
    String first = said.lines().findFirst().orElseThrow();
    return new Restricted(Integer.parseInt(first.split(" ")[2]), parsed(said));
  }

  /** Puts the program into a container, to be run by its {@link #command}. */
  void bring(Injected space, String pod) {
    String script =
        "cd /scratch && busybox base64 -d | busybox gunzip > attempts && busybox chmod 755 attempts";
    space
        .cluster()
        .kubectlCommand("exec", "-i", "-n", space.namespace(), pod, "--", "/bin/sh", "-c", script)
        .run(program)
        .orThrow();
  }

  /** What runs the program in a container that has it. */
  String command(String... how) {
    return "/scratch/attempts /scratch 7 %s %s %s %s %s"
        .formatted(device.replaceAll("\\D", ""), host[0], host[1], host[2], String.join(" ", how))
        .strip();
  }

  /** Reads what the program has said. */
  static Map<String, Attempt> parsed(String said) {
    Map<String, Integer> results = new HashMap<>();
    said.lines()
        .map(line -> line.split(" "))
        .filter(words -> words.length == 3)
        .forEach(words -> results.put(words[0] + " " + words[1], Integer.valueOf(words[2])));
    Map<String, Attempt> attempts = new HashMap<>();
    results.forEach(
        (name, direct) -> {
          if (name.endsWith(" direct")) {
            String kind = name.substring(0, name.indexOf(' '));
            attempts.put(kind, new Attempt(direct, results.get(kind + " user")));
          }
        });
    return attempts;
  }

  /** The numbers and the type of a file system on a disk that this machine has mounted. */
  private static String[] hostDisk() {
    try {
      return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
          .filter(line -> !line.split(" ")[2].startsWith("0:"))
          .map(line -> (line.split(" ")[2] + ":" + line.split(" - ")[1].split(" ")[0]).split(":"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no disk is mounted on this machine"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packed(Path binary) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      Files.copy(binary, gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getMimeEncoder().encodeToString(packed.toByteArray());
  }

  private static String run(String... argv) {
    return Command.of(argv).run().orThrow();
  }

  @Override
  public void close() {
    run("losetup", "--detach", device);
  }
}
