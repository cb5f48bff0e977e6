package dev.imagescan.agent.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the targets begin with: the files kept for each, and what is made for it. */
public final class Inputs {

  private static final Path KEPT = Path.of("src/test/resources/dev/imagescan/agent/fuzz");

  private Inputs() {}

  /** All of a target. */
  static List<byte[]> of(Target target) {
    List<byte[]> inputs = new ArrayList<>(target.seeds());
    Path folder = KEPT.resolve(target.name());
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          inputs.add(Files.readAllBytes(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return inputs;
  }

  /** Writes them into a folder for each target below the one named; prints the targets' names. */
  public static void main(String[] arguments) throws IOException {
    for (Target target : Targets.ALL) {
      Path folder = Files.createDirectories(Path.of(arguments[0], target.name()));
      int number = 0;
      for (byte[] input : of(target)) {
        Files.write(folder.resolve("seed-" + number++), input);
      }
      System.out.println(target.name());
    }
  }
}
