package dev.imagescan.agent.root;

import java.util.List;

/**
 * The files of one root file system, read without being fooled: every path is resolved below the
 * root, links cannot lead out of it, only regular files are opened, and everything is charged to a
 * {@link Budget}. The two kinds are a running container's view and an image's layers.
 *
 * <p>Paths are relative to the root, with '/' between names; a leading '/' is allowed. They are
 * handled as bytes (Latin-1 in the Java strings), so that every name that a kernel allows comes
 * back as it went in; make them printable before showing them.
 *
 * <p>One thread at a time may use a root.
 */
public interface Root extends AutoCloseable {

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

  /** The budget that this root's reads are charged to. */
  Budget budget();

  @Override
  void close();
}
