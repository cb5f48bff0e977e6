package dev.imagescan.agent.packages.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.binary.BinaryCataloguer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that Go builds here, against what {@code go version -m} says of them. */
class RealGoTest {

  @TempDir private Path folder;

  @BeforeEach
  void write_a_module_that_needs_no_network() throws IOException, InterruptedException {
    try {
      run("go", "version");
    } catch (IOException e) {
      NotRun.because(RealGoTest.class, "Go is not installed");
    }
    write("near/go.mod", "module example.com/near\n\ngo 1.18\n");
    write("near/near.go", "package near\n\nconst Word = \"near\"\n");
    write(
        "go.mod",
        """
        module example.com/tool

        go 1.18

        require example.com/near v1.2.3

        replace example.com/near v1.2.3 => ./near
        """);
    write(
        "main.go",
        """
        package main

        import "example.com/near"

        var version = "none"

        func main() { println(near.Word, version) }
        """);
  }

  @Test
  void an_ordinary_program() throws IOException, InterruptedException {
    check("go", "build", "-o", "tool", ".");
  }

  @Test
  void a_stripped_program() throws IOException, InterruptedException {
    check("go", "build", "-o", "tool", "-ldflags=-s -w", ".");
  }

  @Test
  void a_position_independent_program() throws IOException, InterruptedException {
    check("go", "build", "-o", "tool", "-buildmode=pie", ".");
  }

  @Test
  void a_program_for_a_machine_of_the_other_byte_order() throws IOException, InterruptedException {
    check("env", "GOARCH=s390x", "go", "build", "-o", "tool", ".");
  }

  @Test
  void a_program_for_a_machine_of_32_bits() throws IOException, InterruptedException {
    check("env", "GOARCH=arm", "go", "build", "-o", "tool", ".");
  }

  @Test
  void a_version_that_the_builder_has_set() throws IOException, InterruptedException {
    run("go", "build", "-o", "tool", "-ldflags=-X 'main.version=v3.2.1'", ".");
    Set<String> found = found();
    assertTrue(found.contains("example.com/tool v3.2.1"), () -> "found " + found);
  }

  private void check(String... build) throws IOException, InterruptedException {
    run(build);
    assertEquals(expected(run("go", "version", "-m", "tool")), found());
  }

  /**
   * What Go's own tool tells: of a module that was replaced its replacement, if that has a name.
   */
  private static Set<String> expected(String listing) {
    Set<String> expected = new TreeSet<>();
    String[] last = null;
    List<String> lines = new ArrayList<>(listing.lines().toList());
    expected.add("stdlib " + lines.removeFirst().replaceFirst(".*: go", ""));
    for (String line : lines) {
      String[] fields = line.strip().split("\t");
      if (fields[0].equals("mod") || fields[0].equals("dep")) {
        if (last != null) {
          expected.add(last[1] + " " + last[2]);
        }
        last = fields;
      } else if (fields[0].equals("=>")) {
        last[2] = fields[2];
      }
    }
    expected.add(last[1] + " " + last[2]);
    return expected;
  }

  private Set<String> found() throws IOException {
    MapRoot root =
        new MapRoot().withProgram("bin/tool", Files.readAllBytes(folder.resolve("tool")));
    Set<String> found = new TreeSet<>();
    Cataloguers.read(root, List.of(new BinaryCataloguer()))
        .packages()
        .forEach(each -> found.add(each.name() + " " + each.version()));
    return found;
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("GOTOOLCHAIN", "local");
    builder.environment().put("GOPROXY", "off");
    builder.environment().put("GOFLAGS", "-mod=mod");
    builder.environment().put("CGO_ENABLED", "0");
    Process process = builder.start();
    String output;
    try (InputStream out = process.getInputStream()) {
      output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + output);
    return output;
  }
}
