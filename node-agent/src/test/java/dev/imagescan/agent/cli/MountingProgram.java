package dev.imagescan.agent.cli;

import dev.imagescan.agent.container.TestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The program with which the tests of the cluster try what a container can mount. */
final class MountingProgram {

  private static final Path SOURCE =
      Path.of("../e2e/src/test/resources/containment/attempts.c").toAbsolutePath().normalize();

  private final Path binary;

  /** The numbers of errors: 0 is a mount that was made. */
  record Attempt(int direct, int inUserNamespace) {}

  /** Compiles it into a directory. */
  MountingProgram(Path directory) throws IOException {
    this.binary = directory.resolve("attempts");
    TestImage.run("gcc", "-Os", "-static", "-s", "-o", binary.toString(), SOURCE.toString());
  }

  Path binary() {
    return binary;
  }

  /**
   * How it is run; the host's disk stands for one that is free, too.
   *
   * @param path where it lies
   * @param directory where it may write
   */
  static String command(String path, String directory) throws IOException {
    String[] disk =
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
            .filter(line -> !line.split(" ")[2].startsWith("0:"))
            .map(line -> line.split(" ")[2] + ":" + line.split(" - ")[1].split(" ")[0])
            .findFirst()
            .orElseThrow(() -> new IOException("no disk is mounted on this machine"))
            .split(":");
    return path + " " + directory + " %1$s %2$s %1$s %2$s %3$s".formatted((Object[]) disk);
  }

  /** What it said, by kind. */
  static Map<String, Attempt> parsed(String said) throws IOException {
    Map<String, Integer> results = new HashMap<>();
    for (String line : said.lines().toList()) {
      String[] words = line.split(" ");
      if (words.length == 3 && words[2].matches("[0-9]+")) {
        results.put(words[0] + " " + words[1], Integer.valueOf(words[2]));
      }
    }
    Map<String, Attempt> attempts = new HashMap<>();
    for (String name : results.keySet()) {
      String kind = name.substring(0, name.indexOf(' '));
      attempts.put(kind, new Attempt(results.get(kind + " direct"), results.get(kind + " user")));
    }
    if (attempts.isEmpty()) {
      throw new IOException("nothing was tried: " + said);
    }
    return attempts;
  }
}
