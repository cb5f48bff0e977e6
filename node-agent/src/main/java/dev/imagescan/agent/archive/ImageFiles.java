package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.Json;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.agent.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The files that an archive is made of: JSON documents, and the tars of layers. */
final class ImageFiles implements AutoCloseable {

  private static final int LONGEST_NAME = 100;

  private final Root root;
  private final List<RootFile> open = new ArrayList<>();

  /** Reads them below a root, and closes it in the end. */
  ImageFiles(Root root) {
    this.root = root;
  }

  boolean has(String path) {
    try (RootFile file = root.open(path)) {
      return file.size() >= 0;
    } catch (UnreadableException e) {
      return false;
    }
  }

  /** A whole document. */
  byte[] document(String path) throws IOException {
    try (RootFile file = find(path)) {
      byte[] content = file.readNBytes(Json.MOST_BYTES + 1);
      if (content.length > Json.MOST_BYTES) {
        throw new ImageFormatException(shown(path) + " in it is larger than is read");
      }
      return content;
    }
  }

  /** What may be large; it can be read until this is closed. */
  Bytes content(String path) throws IOException {
    RootFile file = find(path);
    open.add(file);
    return file instanceof ArchiveFile archived
        ? archived.inPlace().orElseGet(() -> Bytes.of(file))
        : Bytes.of(file);
  }

  private RootFile find(String path) throws ImageFormatException {
    try {
      return root.open(path);
    } catch (UnreadableException e) {
      throw new ImageFormatException(
          "it has no " + shown(path) + " that can be read: " + e.why().sentence());
    }
  }

  private static String shown(String path) {
    return Printable.of(path, LONGEST_NAME);
  }

  @Override
  public void close() {
    open.forEach(RootFile::close);
    root.close();
  }
}
