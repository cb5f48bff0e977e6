package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat;
import java.util.List;

/** What the layers together have at one path. */
sealed interface Merged {

  /**
   * Nothing.
   *
   * @param whiteout the layer whose whiteout removes it, or -1
   */
  record Absent(int whiteout) implements Merged {
    static final Absent NOWHERE = new Absent(-1);
  }

  /**
   * A file, a link or anything else that is no directory; whoever gets it closes it.
   *
   * @param layer the number of the layer that it comes from
   */
  record Leaf(Fd fd, Stat stat, int layer) implements Merged {}

  /**
   * A directory, the sum of those of several layers.
   *
   * @param path its own, with no links on the way and no slash before it
   * @param parts topmost first, never empty
   */
  record Directory(String path, List<Layer> parts) implements Merged {

    String child(String name) {
      return path.isEmpty() ? name : path + "/" + name;
    }

    void close() {
      parts.forEach(Layer::close);
    }
  }
}
