package dev.imagescan.agent.packages.dotnet;

import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Pieces of a file as little-endian numbers. */
record FileImage(String path, RootFile file) {

  /** No piece of interest is longer, in bytes. */
  static final int MAX_PIECE = 64 << 10;

  /**
   * So many bytes from a position.
   *
   * @throws UnreadableException with {@link Unreadable#MALFORMED} when they are not all there
   */
  ByteBuffer piece(long position, int length) throws IOException {
    if (position < 0 || length < 0 || length > MAX_PIECE || position + length > file.size()) {
      throw malformed();
    }
    byte[] bytes = new byte[length];
    for (int done = 0; done < length; ) {
      int count = file.read(position + done, bytes, done, length - done);
      if (count <= 0) {
        throw malformed();
      }
      done += count;
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  UnreadableException malformed() {
    return new UnreadableException(path, Unreadable.MALFORMED);
  }
}
