package dev.imagescan.agent.archive;

import dev.imagescan.agent.archive.Node.Folder;
import dev.imagescan.agent.archive.Node.Special;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Layers laid over each other by the rules of overlayfs. Many threads may use it.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">Overlay Filesystem</a>
 */
final class Overlay {

  /** What there is at one path. */
  sealed interface Entry {}

  /**
   * A directory, the sum of those of several layers.
   *
   * @param path its own, with no links on the way and no slash before it
   * @param parts topmost first
   */
  record Directory(String path, List<Part> parts) implements Entry {
    String child(String name) {
      return path.isEmpty() ? name : path + "/" + name;
    }
  }

  /** Anything else, and the number of the layer that has it. */
  record Leaf(Node node, int layer) implements Entry {}

  /** Nothing. */
  enum Nothing implements Entry {
    HERE
  }

  /** One layer's directory; 0 is the topmost layer. */
  record Part(int layer, Folder folder) {}

  private final List<Folder> layers;
  private final Directory top;

  Overlay(List<Folder> topmostFirst) {
    this.layers = List.copyOf(topmostFirst);
    List<Part> parts = new ArrayList<>();
    for (Folder layer : layers) {
      if (parts.isEmpty() || !parts.getLast().folder().isOpaque()) {
        parts.add(new Part(parts.size(), layer));
      }
    }
    this.top = new Directory("", List.copyOf(parts));
  }

  /** The same with another layer on top. */
  Overlay with(Folder layer) {
    List<Folder> more = new ArrayList<>(List.of(layer));
    more.addAll(layers);
    return new Overlay(more);
  }

  int layers() {
    return layers.size();
  }

  Directory top() {
    return top;
  }

  /** What is at that name of a directory. */
  Entry child(Directory directory, String name) {
    List<Part> parts = directory.parts();
    for (int i = 0; i < parts.size(); i++) {
      Node node = parts.get(i).folder().get(name);
      if (node instanceof Folder) {
        return new Directory(directory.child(name), merged(parts, i, name));
      }
      if (node == Special.WHITEOUT) {
        return Nothing.HERE;
      }
      if (node != null) {
        return new Leaf(node, parts.get(i).layer());
      }
    }
    return Nothing.HERE;
  }

  private static List<Part> merged(List<Part> parts, int topmost, String name) {
    List<Part> merged = new ArrayList<>();
    for (Part part : parts.subList(topmost, parts.size())) {
      Node node = part.folder().get(name);
      if (node instanceof Folder folder) {
        merged.add(new Part(part.layer(), folder));
      }
      if (node != null && !(node instanceof Folder folder && !folder.isOpaque())) {
        break;
      }
    }
    return List.copyOf(merged);
  }

  /** The names in a directory, in byte order. */
  Set<String> names(Directory directory) {
    Set<String> shown = new TreeSet<>();
    Set<String> removed = new HashSet<>();
    for (Part part : directory.parts()) {
      part.folder()
          .children()
          .forEach(
              (name, node) -> {
                if (node == Special.WHITEOUT && !shown.contains(name)) {
                  removed.add(name);
                } else if (!removed.contains(name)) {
                  shown.add(name);
                }
              });
    }
    return shown;
  }

  /** The files that a file of that name hides, down to where a layer removed it. */
  List<Leaf> hidden(Directory directory, String name) {
    List<Leaf> files = new ArrayList<>();
    for (Part part : directory.parts()) {
      Node node = part.folder().get(name);
      if (node instanceof Node.Content) {
        files.add(new Leaf(node, part.layer()));
      } else if (node != null) {
        break;
      }
    }
    return files.isEmpty() ? files : files.subList(1, files.size());
  }

  /** What is at the end of names that are no links; null when there is none. */
  Node at(List<String> way, String name) {
    Directory directory = top;
    for (String next : way) {
      if (!(child(directory, next) instanceof Directory found)) {
        return null;
      }
      directory = found;
    }
    return child(directory, name) instanceof Leaf leaf ? leaf.node() : null;
  }
}
