package dev.imagescan.agent.packages.archive;

/**
 * A file in an archive, as the central directory has it. Nothing of it is certain: the sizes may be
 * lies.
 *
 * @param name with '/' between its parts; one byte a char
 * @param method how it is compressed
 * @param encrypted whether it cannot be read
 * @param compressed its length in the archive, in bytes
 * @param header where its local header begins
 */
public record Entry(String name, int method, boolean encrypted, long compressed, long header) {

  static final int STORED = 0;
  static final int DEFLATED = 8;

  /** The last part of its name. */
  public String fileName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** The parts before the last, without a '/' at the end. */
  public String directory() {
    return name.substring(0, Math.max(name.lastIndexOf('/'), 0));
  }
}
