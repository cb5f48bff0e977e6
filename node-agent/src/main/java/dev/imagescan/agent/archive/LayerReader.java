package dev.imagescan.agent.archive;

import dev.imagescan.agent.archive.Node.Folder;
import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.root.Budget;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the layers of an image, each once: plain ones stay where they are, compressed ones are kept
 * in a temporary file.
 */
final class LayerReader {

  private final Scratch scratch;
  private final Budget budget;

  LayerReader(Scratch scratch, Budget budget) {
    this.scratch = scratch;
    this.budget = budget;
  }

  /**
   * Reads one layer.
   *
   * @param expected the digest that its uncompressed tar must have
   * @param lower the layers below it
   */
  Folder read(Bytes content, Digest expected, Overlay lower) throws IOException {
    Compression compression = Compression.of(content);
    boolean plain = compression == Compression.NONE;
    Bytes tar = plain ? content : scratch.next();
    Tap tap =
        new Tap(compression.open(content), plain ? Optional.empty() : Optional.of(scratch), budget);
    Folder layer = LayerTree.read(new TarReader(tap), tar, lower, budget);
    Digest actual = tap.finish();
    if (!actual.equals(expected)) {
      throw new ImageFormatException(
          "its digest is " + actual + ", and the image's configuration says " + expected);
    }
    return layer;
  }

  /** The same bytes without compression. */
  Bytes plain(Bytes content) throws IOException {
    Compression compression = Compression.of(content);
    if (compression == Compression.NONE) {
      return content;
    }
    Bytes kept = scratch.next();
    Tap tap = new Tap(compression.open(content), Optional.of(scratch), budget);
    tap.finish();
    return scratch.written(kept);
  }
}
