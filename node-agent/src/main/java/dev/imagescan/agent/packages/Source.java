package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Paths;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A file that a cataloguer wanted, the tree that it is in, and where what it tells is noted down.
 * Only the thread that the cataloguer is called on may use it.
 */
public interface Source {

  /** Where it is, relative to the root, with no slash before it; bytes as Latin-1 characters. */
  String path();

  /** The file, at its beginning. Closing it is not the cataloguer's. */
  RootFile file();

  /**
   * Another file of the tree, such as a licence's text; empty when there is none. One that is there
   * and cannot be opened is empty too, and noted as a problem. The cataloguer closes it.
   */
  Optional<RootFile> open(String path);

  /** The names in a directory of the tree; empty when there is none, and noted as {@link #open}. */
  List<String> list(String directory);

  /**
   * Whether only types, names, versions and architectures count: this is the file as a lower layer
   * has it, and what {@link #open} gives is not of that time.
   */
  boolean identityOnly();

  /** Notes a package; where it was found is this file unless it says another place. */
  void add(Package found);

  /**
   * Notes that a file belongs to a package of the distribution.
   *
   * @param path as the package manager writes it
   */
  void owns(Package owner, String path);

  /** Notes something that was passed over, once. */
  void problem(String path, Unreadable why);

  /** Notes that reading another file failed. */
  default void problem(String path, IOException e) {
    problem(path, e instanceof UnreadableException known ? known.why() : Unreadable.IO_ERROR);
  }

  /** The directory that the file is in; empty for the root. */
  default String directory() {
    return Paths.parent(path());
  }

  /** The file's name. */
  default String name() {
    return Paths.name(path());
  }

  /** The path of a name in the directory that the file is in. */
  default String beside(String name) {
    return directory().isEmpty() ? name : directory() + "/" + name;
  }
}
