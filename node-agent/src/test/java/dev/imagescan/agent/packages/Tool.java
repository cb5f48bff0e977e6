package dev.imagescan.agent.packages;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of an ecosystem, which makes what we are to read, or says what there is. */
public final class Tool {

  private static final long MINUTES = 3;

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  /** Runs programs in this directory. */
  public Tool(Path directory) {
    this.directory = directory;
  }

  /** Ends the test, and says so, where one of these programs is not on the path. */
  public static void require(Class<?> test, String... programs) {
    for (String program : programs) {
      boolean found =
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
      if (!found) {
        NotRun.because(test, "needs " + program);
      }
    }
  }

  /** Sets a variable for the programs. */
  public Tool with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What a program writes; when it fails, what it complains of is the failure. */
  public String run(String... command) throws IOException, InterruptedException {
    Path complaints = Files.createTempFile("tool", ".err");
    try {
      return run(complaints, command);
    } finally {
      Files.delete(complaints);
    }
  }

  private String run(Path complaints, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(complaints.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command) + " failed: " + output + Files.readString(complaints));
    }
    return output;
  }
}
