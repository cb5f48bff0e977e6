package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An archive in a file of a test, and what it holds. */
public record OpenArchive(FileChannel file, Archive archive, Root root) implements AutoCloseable {

  static final long ROOM = 1L << 30;

  public static OpenArchive of(Path directory, byte[] archive) throws IOException {
    return of(directory, archive, null, Archive.budget(), ROOM);
  }

  static OpenArchive of(Path directory, byte[] archive, String reference, Budget budget, long room)
      throws IOException {
    Path path = directory.resolve("image.tar");
    Files.write(path, archive);
    FileChannel file = FileChannel.open(path);
    try {
      return of(file, Archive.ofTar(file, request(directory, reference, room), budget));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  static OpenArchive of(FileChannel file, Archive archive) {
    return new OpenArchive(file, archive, archive.root(new Budget(Budget.Limits.DEFAULT)));
  }

  static Archive.Request request(Path directory, String reference, long room) {
    return new Archive.Request(
        Optional.ofNullable(reference), new Platform("linux", "amd64"), temporary(directory, room));
  }

  private static Temporary temporary(Path directory, long room) {
    return new Temporary() {
      @Override
      public FileChannel create() throws IOException {
        return FileChannel.open(
            directory.resolve("scratch"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
      }

      @Override
      public long room() {
        return room;
      }

      @Override
      public String directory() {
        return "DIRECTORY";
      }
    };
  }

  /** All that a walk shows, with the content and the layer of files. */
  public static Map<String, String> tree(Root root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    root.walk(
        new Root.Visitor() {
          @Override
          public void entry(String path, Root.Kind kind) {
            tree.put(path, kind == Root.Kind.REGULAR ? "" : kind.toString());
          }

          @Override
          public void passedOver(String path, Unreadable why) {
            tree.put(path, why.reason());
          }
        });
    for (Map.Entry<String, String> entry : tree.entrySet()) {
      if (entry.getValue().isEmpty()) {
        try (RootFile file = root.open(entry.getKey())) {
          entry.setValue(file.layer() + " " + text(file) + (file.executable() ? " x" : ""));
        }
      }
    }
    return tree;
  }

  static String text(RootFile file) throws IOException {
    return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  String text(String path) throws IOException {
    try (RootFile opened = root.open(path)) {
      return text(opened);
    }
  }

  @Override
  public void close() throws IOException {
    archive.close();
    if (file != null) {
      file.close();
    }
  }
}
