package dev.imagescan.agent.archive;

import dev.imagescan.agent.archive.Node.Folder;
import dev.imagescan.agent.archive.Node.Link;
import dev.imagescan.agent.archive.Node.Special;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.root.Budget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the way to a layer's entries, and makes the directories on it that the tar does not name.
 * It may lead over links that the layer itself has, never above the layer's top.
 */
final class LayerPath {

  private static final int MOST_LINKS = 255;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_PATH = 4095;

  private final Folder top;
  private final Budget budget;

  LayerPath(Folder top, Budget budget) {
    this.top = top;
    this.budget = budget;
  }

  /** The directory of that name, made when there is none. */
  Folder directory(Folder parent, String name) throws IOException {
    Node there = parent.get(name);
    if (there instanceof Folder folder) {
      return folder;
    }
    budget.chargeEntries(name, 1);
    Folder folder = new Folder();
    if (there == Special.WHITEOUT) {
      folder.makeOpaque();
    }
    parent.put(name, folder);
    return folder;
  }

  /** The directory at the end of a path, over the layer's own links. */
  Folder folder(List<String> path) throws IOException {
    Deque<String> rest = new ArrayDeque<>(path);
    Deque<Folder> way = new ArrayDeque<>(List.of(top));
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.pop();
      if (name.equals("..")) {
        if (way.size() > 1) {
          way.pop();
        }
      } else if (way.peek().get(name) instanceof Link(String target)) {
        if (++links > MOST_LINKS) {
          throw new ImageFormatException("a layer has an entry behind a loop of links");
        }
        if (target.startsWith("/")) {
          way.clear();
          way.push(top);
        }
        parts(target).reversed().forEach(rest::push);
      } else {
        way.push(directory(way.peek(), name));
      }
    }
    return way.peek();
  }

  /** The names of an entry's path, which cannot lead above the top. */
  static List<String> names(String path) throws ImageFormatException {
    List<String> names = new ArrayList<>();
    for (String name : parts(path)) {
      if (!name.equals("..")) {
        names.add(name);
      } else if (!names.isEmpty()) {
        names.removeLast();
      }
    }
    return names;
  }

  static List<String> parts(String path) throws ImageFormatException {
    List<String> parts = new ArrayList<>();
    for (String name : path.split("/")) {
      if (!name.isEmpty() && !name.equals(".")) {
        parts.add(name);
      }
    }
    if (path.length() > LONGEST_PATH || parts.stream().anyMatch(p -> p.length() > LONGEST_NAME)) {
      throw new ImageFormatException("a layer has a name that is too long for any file system");
    }
    return parts;
  }
}
