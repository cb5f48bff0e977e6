package dev.imagescan.operator;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a decision is expected to give, as files that people read: {@code in-*} and {@code out-*}.
 */
public final class Golden {

  private Golden() {}

  /** The text of a test resource. */
  public static String read(String resource) {
    try (InputStream in = Golden.class.getResourceAsStream("/" + resource)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compares with a resource; what came instead is left in target/golden to look at, or to copy.
   */
  public static void check(String resource, String actual) {
    if (read(resource).equals(actual)) {
      return;
    }
    try {
      Path file = Path.of("target/golden", resource);
      Files.createDirectories(file.getParent());
      Files.writeString(file, actual);
      fail(resource + " says something else than what came, which is in " + file + ":\n" + actual);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
