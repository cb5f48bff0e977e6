package dev.imagescan.agent.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tars that GNU tar writes, in every form that it knows. */
class TarFormatsTest {

  private static final String LONG = "directory-with-a-long-name/".repeat(8) + "x".repeat(200);
  private static final String FOREIGN = "\u00e9\u4e2d/\u2713";
  private static final long HOLE = 5_000_000;

  @TempDir private Path directory;
  private Path tree;

  @BeforeEach
  void make_a_tree() throws IOException {
    if (!runs("tar", "--version")) {
      NotRun.because(TarFormatsTest.class, "needs GNU tar");
    }
    tree = Files.createDirectories(directory.resolve("tree"));
    write("plain", "plain");
    write("empty", "");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("plain"));
    Files.createLink(tree.resolve("same"), tree.resolve("plain"));
  }

  @Test
  void names_of_any_length_and_script_are_read() throws IOException {
    write(LONG, "long");
    write(FOREIGN, "foreign");
    Files.createSymbolicLink(tree.resolve("far"), Path.of(LONG));
    for (String format : List.of("gnu", "oldgnu", "pax")) {
      Root root = read("--format=" + format);
      for (String path : List.of(LONG, "far")) {
        assertEquals("long", text(root, path), format);
      }
      assertEquals("foreign", text(root, bytes(FOREIGN)), format);
      assertEquals("plain", text(root, "link"), format);
      assertEquals("plain", text(root, "same"), format);
      assertEquals("", text(root, "empty"), format);
    }
  }

  @Test
  void the_oldest_forms_are_read() throws IOException {
    write("a".repeat(80) + "/" + "b".repeat(60), "in two parts");
    Root ustar = read("--format=ustar");
    assertEquals("in two parts", text(ustar, "a".repeat(80) + "/" + "b".repeat(60)));
    Files.delete(tree.resolve("a".repeat(80) + "/" + "b".repeat(60)));
    assertEquals("plain", text(read("--format=v7"), "plain"));
  }

  @Test
  void files_with_holes_are_read_in_each_of_the_four_ways_to_write_them() throws IOException {
    byte[] expected = sparse();
    for (String[] options :
        List.of(
            new String[] {"--format=gnu"},
            new String[] {"--format=oldgnu"},
            new String[] {"--format=pax", "--sparse-version=0.0"},
            new String[] {"--format=pax", "--sparse-version=0.1"},
            new String[] {"--format=pax", "--sparse-version=1.0"})) {
      List<String> all = new ArrayList<>(List.of(options));
      all.add("--sparse");
      Root root = read(all.toArray(String[]::new));
      String shown = String.join(" ", options);
      assertTrue(
          Files.size(directory.resolve("tree.tar")) < HOLE, shown + " wrote no holes at all");
      try (RootFile file = root.open("sparse")) {
        assertEquals(expected.length, file.size(), shown);
        assertArrayEquals(expected, file.readAllBytes(), shown);
        assertAnywhere(expected, file, shown);
      }
      assertEquals("after", text(root, "z-after"), shown);
    }
  }

  /** More data parts than a header has room for. */
  private byte[] sparse() throws IOException {
    byte[] expected = new byte[(int) (31 * HOLE / 10)];
    Random random = new Random(4);
    try (var file = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
      for (int i = 0; i < 30; i++) {
        byte[] data = new byte[1 + random.nextInt(9000)];
        random.nextBytes(data);
        int position = (int) (i * HOLE / 10) + random.nextInt(3);
        System.arraycopy(data, 0, expected, position, data.length);
        file.seek(position);
        file.write(data);
      }
      file.setLength(expected.length);
    }
    write("z-after", "after");
    return expected;
  }

  private static void assertAnywhere(byte[] expected, RootFile file, String shown)
      throws IOException {
    Random random = new Random(5);
    byte[] part = new byte[20_000];
    for (int i = 0; i < 200; i++) {
      int position = random.nextInt(expected.length);
      int count = file.read(position, part, 0, part.length);
      assertTrue(count > 0, shown + " at " + position);
      assertArrayEquals(
          Arrays.copyOfRange(expected, position, position + count),
          Arrays.copyOf(part, count),
          shown + " at " + position);
    }
    assertEquals(-1, file.read(expected.length, part, 0, 1), shown);
  }

  private Root read(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("tar", "--create", "--sort=name"));
    command.addAll(List.of(options));
    Path tar = directory.resolve("tree.tar");
    command.addAll(List.of("--file", tar.toString(), "--directory", tree.toString(), "."));
    assertTrue(runs(command.toArray(String[]::new)), String.join(" ", command));
    Budget budget = Archive.budget();
    FileChannel file = FileChannel.open(tar);
    Bytes all = Bytes.from(file, 0).slice(0, file.size());
    Overlay nothing = new Overlay(List.of());
    return new ArchiveRoot(
        nothing.with(LayerTree.read(new TarReader(all.stream()), all, nothing, budget)), budget);
  }

  private void write(String path, String content) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static String bytes(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String text(Root root, String path) throws IOException {
    try (RootFile file = root.open(path)) {
      return OpenArchive.text(file);
    }
  }

  private static boolean runs(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
