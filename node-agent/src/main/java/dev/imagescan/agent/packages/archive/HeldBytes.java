package dev.imagescan.agent.packages.archive;

/** Bytes in memory. */
public final class HeldBytes implements Bytes {

  private final String path;
  private final byte[] content;
  private final int size;

  /** The first so many bytes of an array, which must not change any more. */
  public HeldBytes(String path, byte[] content, int size) {
    this.path = path;
    this.content = content;
    this.size = size;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) {
    if (position >= size) {
      return length == 0 ? 0 : -1;
    }
    int count = (int) Math.min(length, size - position);
    System.arraycopy(content, (int) position, into, offset, count);
    return count;
  }
}
