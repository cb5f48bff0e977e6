package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.packages.NotRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Debian root file system as debootstrap makes it, without anything that is not required. It
 * is made once, from where this machine gets its own packages, and kept in the cache folder.
 */
final class Minbase {

  static final String SUITE = "bookworm";

  private static final long MINUTES = 10;

  private Minbase() {}

  /** The tree; where it is not there and cannot be made, the test ends and says so. */
  static Path require(Class<?> test) throws IOException, InterruptedException {
    Path tree = folder().resolve("debian-" + SUITE + "-minbase");
    if (Files.exists(tree.resolve("var/lib/dpkg/status"))) {
      return tree;
    }
    if (!Files.isExecutable(Path.of("/usr/sbin/debootstrap"))) {
      NotRun.because(test, "needs debootstrap to make " + tree);
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      NotRun.because(test, "needs root to make " + tree);
    }
    make(tree, test);
    return tree;
  }

  /** Makes it under another name first, so that a half-made one is never taken. */
  private static void make(Path tree, Class<?> test) throws IOException, InterruptedException {
    Files.createDirectories(tree.getParent());
    Path unfinished = Files.createTempDirectory(tree.getParent(), "unfinished-");
    Path log = unfinished.resolveSibling(unfinished.getFileName() + ".log");
    Process process =
        new ProcessBuilder(
                "debootstrap", "--variant=minbase", SUITE, unfinished.toString(), mirror())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      NotRun.because(test, "debootstrap failed, see " + log + ", so there is no " + tree);
    }
    unfinished.toFile().setExecutable(true, false);
    unfinished.toFile().setReadable(true, false);
    Files.move(unfinished, tree, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(log);
  }

  private static Path folder() {
    String cache = System.getenv("IMAGESCAN_CACHE");
    Path base =
        cache == null
            ? Path.of(System.getProperty("user.home"), ".cache", "imagescan")
            : Path.of(cache);
    return base.resolve("fixtures");
  }

  /** Where apt gets this suite from. */
  private static String mirror() throws IOException, InterruptedException {
    String format = "--format=$(CODENAME) $(REPO_URI)";
    return output("apt-get", "indextargets", format, "Created-By: Packages", "Origin: Debian")
        .stream()
        .filter(line -> line.startsWith(SUITE + " "))
        .map(line -> line.substring(SUITE.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IOException("apt knows no mirror of Debian " + SUITE));
  }

  /** What a program writes, by lines. */
  static List<String> output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    return text.lines().toList();
  }
}
