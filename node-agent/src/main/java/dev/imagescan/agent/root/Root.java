package dev.imagescan.agent.root;

import java.util.List;

/**
 * The files of one root file system, read without being fooled: every path is resolved below the
 * root, links cannot lead out of it, only regular files are opened, and everything is charged to a
 * {@link Budget}. There are three kinds: a running container's view, an image's layers, and an
 * image's archive.
 *
 * <p>Paths are relative to the root, with '/' between names; a leading '/' is allowed. They are
 * handled as bytes (Latin-1 in the Java strings), so that every name that a kernel allows comes
 * back as it went in; make them printable before showing them.
 *
 * <p>Many threads may use a root at once.
 */
public interface Root extends AutoCloseable {

  /** What a name in a directory stands for; links are not followed. */
  enum Kind {
    REGULAR,
    DIRECTORY,
    LINK,
    /** A device, FIFO or socket. */
    OTHER
  }

  /** Is shown what a root holds. */
  interface Visitor {

    /**
     * One entry, of which nothing was opened yet.
     *
     * @param path its own, with no links on the way and no slash before it
     */
    void entry(String path, Kind kind);

    /** A directory that is not entered, or only in part. */
    void passedOver(String directory, Unreadable why);
  }

  /**
   * Opens a regular file for reading from its beginning; links are followed inside the root.
   *
   * @throws UnreadableException with {@link Unreadable#NOT_FOUND} when there is no such file, and
   *     with what stands in its place otherwise
   */
  RootFile open(String path) throws UnreadableException;

  /**
   * The names in a directory, without '.' and '..', in byte order.
   *
   * @throws UnreadableException as {@link #open}; with {@link Unreadable#TOO_MANY_ENTRIES} when the
   *     budget ends before the directory does
   */
  List<String> list(String path) throws UnreadableException;

  /**
   * Shows everything below the root once, a directory before what is in it. Directories that cannot
   * be read are told to the visitor; other mounts are left out without a word.
   *
   * @throws UnreadableException when the budget has no more entries or time
   */
  void walk(Visitor visitor) throws UnreadableException;

  /** How many layers are told apart, or 0. */
  default int layers() {
    return 0;
  }

  /**
   * The regular files that lower layers have at the path of one, down to where a layer removed it;
   * the topmost first. The caller closes them.
   */
  default List<RootFile> earlier(String path) throws UnreadableException {
    return List.of();
  }

  /** The budget that this root's reads are charged to. */
  Budget budget();

  @Override
  void close();
}
