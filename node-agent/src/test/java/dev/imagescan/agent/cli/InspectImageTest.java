package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.container.Compressed;
import dev.imagescan.agent.container.FiveLayers;
import dev.imagescan.agent.container.ImageTar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code imagescan inspect --image}. */
class InspectImageTest {

  @TempDir private Path directory;

  private record Result(int code, String out, String err) {}

  @Test
  void an_archive_is_inspected() throws IOException {
    Path file = write(ImageTar.docker("app:1", FiveLayers.tars(), bytes -> bytes).bytes());
    Result table = run("inspect", "--image", file.toString());
    assertEquals(ExitCode.DONE, table.code(), table.err());
    assertTrue(table.out().contains("curl"), table.out());
    assertEquals("", table.err());
    JsonNode json =
        new ObjectMapper().readTree(run("inspect", "--image", file.toString(), "-o", "json").out());
    assertEquals(file.toString(), json.at("/subject/archive").asText());
  }

  @Test
  void a_layout_in_a_directory_with_compressed_layers_is_inspected() throws IOException {
    ImageTar image = ImageTar.oci("app:1", FiveLayers.tars(), Compressed::gzip);
    for (Map.Entry<String, byte[]> file : image.files().entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Result result = run("inspect", "--image", directory.toString(), "--ref", "app:1");
    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().contains("curl"), result.out());
  }

  @Test
  void what_is_no_image_is_one_line() throws IOException {
    Path missing = directory.resolve("missing");
    assertFails("no such file: " + missing, missing);
    Path text = Files.writeString(directory.resolve("text"), "no tar at all");
    assertFails(text + " is not read: it is no tar, or a damaged one", text);
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertFails(
        empty
            + " is not read: it is no image: there is neither a manifest.json nor an index.json in it",
        empty);
    assertFails(
        "/dev/null is neither a file nor a directory; save the image to a file",
        Path.of("/dev/null"));
    Path image = write(ImageTar.docker("app:1", FiveLayers.tars(), bytes -> bytes).bytes());
    Result other = run("inspect", "--image", image.toString(), "--ref", "other");
    assertEquals(
        "imagescan: " + image + " is not read: it holds no image of that name; it has app:1\n",
        other.err());
  }

  @Test
  void a_reference_needs_an_image() {
    Result result = run("inspect", "--root", "/", "--ref", "app:1");
    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().startsWith("imagescan: --ref needs --image"), result.err());
  }

  private static void assertFails(String message, Path path) {
    Result result = run("inspect", "--image", path.toString());
    assertEquals(ExitCode.FAILED, result.code());
    assertEquals("imagescan: " + message + "\n", result.err());
  }

  private Path write(byte[] archive) throws IOException {
    return Files.write(directory.resolve("image.tar"), archive);
  }

  private static Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = new CommandLineInterface(out, new PrintStream(err)).run(args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
