package dev.imagescan.agent.archive;

import dev.imagescan.agent.archive.Node.Content;
import dev.imagescan.agent.archive.Node.Folder;
import dev.imagescan.agent.archive.Node.Link;
import dev.imagescan.agent.archive.Node.Special;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.root.Budget;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes of a layer's tar what a runtime makes of it: the directory that an overlay is then mounted
 * of. What comes later in a tar replaces what came before; whiteouts remove only what lower layers
 * have; the way to an entry may lead over the layer's own links, never above its top.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI layers</a>
 */
final class LayerTree {

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** What aufs kept for itself, and runtimes leave out. */
  private static final String AUFS = ".wh..wh.";

  private static final int ANY_EXECUTE_BIT = 0111;

  /** What an entry of the budget stands for in memory, besides the entry itself. */
  private static final int CHARS_AN_ENTRY = 64;

  private static final int HOLES_AN_ENTRY = 4;

  private final Folder top = new Folder();
  private final Bytes tar;
  private final Overlay lower;
  private final Budget budget;
  private final LayerPath path;

  private LayerTree(Bytes tar, Overlay lower, Budget budget) {
    this.tar = tar;
    this.lower = lower;
    this.budget = budget;
    this.path = new LayerPath(top, budget);
  }

  /**
   * Reads a whole layer.
   *
   * @param reader of the tar
   * @param tar where its content is, for files to be read later
   * @param lower the layers below, to which hard links may lead
   * @param budget is charged for each entry and for each directory that is implied
   */
  static Folder read(TarReader reader, Bytes tar, Overlay lower, Budget budget) throws IOException {
    LayerTree tree = new LayerTree(tar, lower, budget);
    try {
      for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
        tree.add(entry.get());
      }
    } catch (EOFException e) {
      throw new ImageFormatException("a tar ends early");
    }
    return tree.top;
  }

  private void add(TarEntry entry) throws IOException {
    List<String> names = LayerPath.names(entry.name());
    if (names.isEmpty()) {
      return;
    }
    String name = names.removeLast();
    charge(entry, name);
    boolean opaque = name.equals(OPAQUE);
    if (names.stream().anyMatch(way -> way.startsWith(AUFS))
        || (name.startsWith(AUFS) && !opaque)) {
      return;
    }
    Folder parent = path.folder(names);
    if (opaque) {
      parent.makeOpaque();
    } else if (name.startsWith(WHITEOUT)) {
      remove(parent, name.substring(WHITEOUT.length()));
    } else {
      put(parent, name, entry);
    }
  }

  private void charge(TarEntry entry, String name) throws IOException {
    int chars = name.length() + entry.target().length();
    int holes = entry.sparse().map(SparseMap::parts).orElse(0);
    budget.chargeEntries(name, 1 + chars / CHARS_AN_ENTRY + holes / HOLES_AN_ENTRY);
  }

  private void put(Folder parent, String name, TarEntry entry) throws IOException {
    switch (entry.type()) {
      case DIRECTORY -> {
        Folder folder = path.directory(parent, name);
        if (entry.opaque()) {
          folder.makeOpaque();
        }
      }
      case FILE ->
          parent.put(
              name,
              new Content(
                  tar,
                  entry.position(),
                  entry.size(),
                  isExecutable(entry),
                  entry.sparse().orElse(null)));
      case SYMBOLIC_LINK -> parent.put(name, link(entry.target()));
      case HARD_LINK -> parent.put(name, linked(entry));
      case WHITEOUT -> parent.put(name, Special.WHITEOUT);
      case OTHER -> parent.put(name, Special.OTHER);
    }
  }

  private static Link link(String target) throws ImageFormatException {
    LayerPath.parts(target);
    return new Link(target);
  }

  /** What the layer itself brings under the name stays, whichever comes first in the tar. */
  private static void remove(Folder parent, String name) throws ImageFormatException {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new ImageFormatException("a layer removes something that has no name");
    }
    switch (parent.get(name)) {
      case null -> parent.put(name, Special.WHITEOUT);
      case Folder folder -> folder.makeOpaque();
      case Node _ -> {}
    }
  }

  /** Runtimes give a file the permissions of each of its links in turn. */
  private Node linked(TarEntry entry) throws IOException {
    Node found = linked(entry.target());
    return found instanceof Content content && isExecutable(entry)
        ? new Content(content.layer(), content.position(), content.size(), true, content.holes())
        : found;
  }

  private static boolean isExecutable(TarEntry entry) {
    return (entry.mode() & ANY_EXECUTE_BIT) != 0;
  }

  private Node linked(String target) throws IOException {
    List<String> names = LayerPath.names(target);
    if (!names.isEmpty()) {
      String name = names.removeLast();
      Node own = path.folder(names).get(name);
      Node found = own == null ? lower.at(names, name) : own;
      if (found instanceof Content || found instanceof Link || found == Special.OTHER) {
        return found;
      }
    }
    throw new ImageFormatException("a layer has a hard link to a file that is not there");
  }
}
