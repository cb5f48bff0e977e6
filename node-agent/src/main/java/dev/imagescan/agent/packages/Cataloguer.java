package dev.imagescan.agent.packages;

import java.io.IOException;
import java.util.List;

/**
 * Reads the packages of one ecosystem out of the files that tell about them. It says which files
 * those are; the tree is walked once for all cataloguers by {@link Cataloguers}, which opens each
 * file that one of them wants. Implementations have no state, and many threads use one at once.
 */
public interface Cataloguer {

  /** Which files it wants. */
  List<Wanted> wanted();

  /** Narrows by the path alone what {@link #wanted} lets through. */
  default boolean wants(String path) {
    return true;
  }

  /**
   * Whether a file is a database of many packages. Which layer brought one of them is then found
   * out by reading the file as lower layers have it.
   */
  default boolean holdsMany() {
    return false;
  }

  /**
   * Adds the packages that a file tells about to the catalogue.
   *
   * @throws IOException when it cannot be read, in particular an {@link
   *     dev.imagescan.agent.root.UnreadableException} for what is not what its name says; it
   *     becomes a problem of the catalogue
   */
  void read(Source source) throws IOException;
}
