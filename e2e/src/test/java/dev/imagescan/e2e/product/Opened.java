package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Tools;
import dev.imagescan.e2e.cluster.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Watches which files of a container are opened, by whatever process in whatever namespace. */
final class Opened implements AutoCloseable {

  private final Process process;
  private final Path output;

  private Opened(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Returns once these files, as the container names them, are watched. */
  static Opened of(Target target, List<String> files) {
    var argv = new ArrayList<>(List.of(Tools.scriptsDirectory().resolve("opened").toString()));
    String root = "/proc/%d/root".formatted(target.process());
    files.forEach(file -> argv.add(root + file));
    try {
      Path output = Files.createTempFile("imagescan-opened-", ".out");
      Process process =
          new ProcessBuilder(argv)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var opened = new Opened(process, output);
      Waiting.until("the watch", Product.SOON, () -> opened.lines().contains("watching"));
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files that were opened so far. */
  List<String> files() {
    return lines().stream().filter(line -> !line.equals("watching")).toList();
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.delete(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
