package dev.imagescan.agent.archive;

import java.util.Optional;

/**
 * One entry of a tar, its names as the tar has them: one byte in each char, and never to be taken
 * for a path of this machine.
 *
 * @param name with whatever slashes and dots it has
 * @param target where a link leads
 * @param mode the permission bits
 * @param position where its content begins in the tar
 * @param size how many bytes it has for a reader, holes included
 * @param sparse where its holes are, if it has any
 */
record TarEntry(
    String name,
    Type type,
    String target,
    int mode,
    long position,
    long size,
    Optional<SparseMap> sparse,
    boolean opaque) {

  /** What an entry makes. */
  enum Type {
    FILE,
    DIRECTORY,
    HARD_LINK,
    SYMBOLIC_LINK,
    /** The character device 0:0, which removes a name from an overlay's lower layers. */
    WHITEOUT,
    OTHER
  }
}
