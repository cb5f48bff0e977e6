package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * One temporary file that all decompressed layers are kept in, made when it is needed. One thread
 * may write it.
 */
final class Scratch implements AutoCloseable {

  private final Temporary temporary;
  private FileChannel file;
  private long size;

  Scratch(Temporary temporary) {
    this.temporary = temporary;
  }

  /** What is written from now on; how much that will be is not known yet. */
  Bytes next() throws IOException {
    if (file == null) {
      file = temporary.create();
    }
    return Bytes.from(file, size);
  }

  /** What was written since. */
  Bytes written(Bytes next) {
    return next.slice(0, size - next.offset());
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    if (size + length > temporary.room()) {
      throw full();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (buffer.hasRemaining()) {
        size += file.write(buffer, size);
      }
    } catch (IOException e) {
      throw full();
    }
  }

  private IOException full() {
    return new ImageFormatException(
        "its layers are compressed, and %s has no room for them after %,d MB; set TMPDIR to a directory with more"
            .formatted(temporary.directory(), size >> 20));
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
