package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The scripts in {@code e2e/tools}, and the programs that they build.
 *
 * @param scripts the directory of the scripts
 * @param programs the directory that holds {@code kube-apiserver}, {@code containerd}, {@code
 *     kubectl} and the others
 */
public record Tools(Path scripts, Path programs) {

  /**
   * System property that names the directory of the scripts; otherwise it is found from the working
   * directory.
   */
  public static final String PROPERTY = "e2e.tools";

  /**
   * Installs what is missing on the machine (as root) and builds the programs. Immediate when all
   * is there.
   */
  public static Tools ready() {
    Path scripts = scriptsDirectory();
    installPackages();
    String programs = show(scripts.resolve("build"), Duration.ofMinutes(90));
    return new Tools(scripts, Path.of(programs.strip()));
  }

  /** Installs the packages that the scripts need, as root; otherwise throws, having named them. */
  public static void installPackages() {
    show(scriptsDirectory().resolve("setup"), Duration.ofMinutes(10));
  }

  /** One of the scripts. */
  public Path script(String name) {
    return scripts.resolve(name);
  }

  /** Where built things are kept between runs, outside the work tree. */
  public static Path cache() {
    String own = System.getenv("IMAGESCAN_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String all = System.getenv("XDG_CACHE_HOME");
    return (all != null && !all.isEmpty()
            ? Path.of(all)
            : Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("imagescan");
  }

  /** One of the programs. */
  public String program(String name) {
    return programs.resolve(name).toString();
  }

  /** Where the scripts are. */
  public static Path scriptsDirectory() {
    String given = System.getProperty(PROPERTY);
    Stream<Path> places =
        given != null
            ? Stream.of(Path.of(given))
            : Stream.of(Path.of("tools"), Path.of("e2e", "tools"));
    return places
        .map(Path::toAbsolutePath)
        .filter(place -> Files.isExecutable(place.resolve("build")))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "e2e/tools not found: start in the project's directory, or set -D" + PROPERTY));
  }

  /**
   * Runs a script whose standard error is for whoever looks on, and returns its standard output.
   */
  private static String show(Path script, Duration deadline) {
    try {
      Path out = Files.createTempFile("imagescan-e2e-", ".out");
      try {
        Process process =
            new ProcessBuilder(script.toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        Waiting.until("the end of " + script, deadline, () -> !process.isAlive());
        if (process.exitValue() != 0) {
          throw new IllegalStateException(
              "%s ended with code %d".formatted(script, process.exitValue()));
        }
        return Files.readString(out);
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
