package dev.imagescan.agent.archive;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What a layer has at one path. There may be a million of them, so they are small. */
sealed interface Node {

  /**
   * A regular file.
   *
   * @param layer the layer's whole tar
   * @param position where in it the content begins
   * @param holes null for a file without
   */
  record Content(Bytes layer, long position, long size, boolean executable, SparseMap holes)
      implements Node {

    /** Reads before the end of the content; the number of bytes, -1 where the tar was cut. */
    int read(long at, byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (holes != null) {
        return holes.read(layer, position, size, at, into, from, length);
      }
      return layer.read(position + at, into, from, (int) Math.min(length, size - at));
    }
  }

  /** A symbolic link. */
  record Link(String target) implements Node {}

  /** A device, a FIFO, or something that no runtime makes. */
  enum Special implements Node {
    OTHER,
    /** The name is removed from the layers below. */
    WHITEOUT
  }

  /** A directory. One thread may change it; then many may read it. */
  final class Folder implements Node {
    private Map<String, Node> children = Map.of();
    private boolean opaque;

    /** Whether it hides the directories below it instead of being laid over them. */
    boolean isOpaque() {
      return opaque;
    }

    void makeOpaque() {
      opaque = true;
    }

    Node get(String name) {
      return children.get(name);
    }

    Map<String, Node> children() {
      return children;
    }

    void put(String name, Node node) {
      if (children.isEmpty()) {
        children = HashMap.newHashMap(2);
      }
      children.put(name, node);
    }
  }
}
