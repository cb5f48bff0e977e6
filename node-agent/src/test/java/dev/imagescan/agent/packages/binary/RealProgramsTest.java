package dev.imagescan.agent.packages.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.PackageType;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs of this machine, against the version that they say they have. */
class RealProgramsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "node, node, --version, v([0-9.]+)",
    "busybox, busybox, --help, BusyBox v([0-9.]+)",
    "bash, bash, --version, version ([0-9.]+)",
    "perl, perl, --version, v([0-9.]+)",
    "openssl, openssl, version, OpenSSL ([0-9]\\S+)",
    "curl, curl, --version, curl ([0-9.]+)",
    "git, git, --version, version ([0-9.]+)",
    "xz, xz, --version, 'xz \\(XZ Utils\\) ([0-9.]+)'",
    "zstd, zstd, --version, 'v([0-9]+\\.[0-9]+\\.[0-9]+)'",
    "java, oracle/openjdk, -version, 'build (\\S+?)\\)'",
    "go, go, version, go version go([0-9.]+)",
  })
  void a_program_that_is_installed_here(String command, String name, String option, String version)
      throws IOException, InterruptedException {
    Path file = find(command).orElse(null);
    if (file == null) {
      NotRun.because(RealProgramsTest.class, command + " is not installed");
      return;
    }
    String said = run(file.toString(), option);
    Matcher matcher = Pattern.compile(version).matcher(said);
    assertEquals(true, matcher.find(), said);
    assertEquals(
        List.of(name + " " + matcher.group(1)),
        Cataloguers.read(
                new MapRoot().withProgram("bin/" + command, Files.readAllBytes(file)),
                List.of(new BinaryCataloguer()))
            .packages()
            .stream()
            .filter(each -> each.type() == PackageType.GENERIC)
            .map(each -> each.name() + " " + each.version())
            .toList());
  }

  /** The program's own file, links followed; not a script that stands in for it. */
  private static Optional<Path> find(String command) throws IOException {
    List<Path> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(directory -> Path.of(directory, command))
            .filter(Files::isExecutable)
            .toList();
    for (Path each : found) {
      try (InputStream in = Files.newInputStream(each)) {
        if (in.read() == 0x7f) {
          return Optional.of(each.toRealPath());
        }
      }
    }
    return Optional.empty();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output;
    try (InputStream out = process.getInputStream()) {
      output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    process.waitFor();
    return output;
  }
}
