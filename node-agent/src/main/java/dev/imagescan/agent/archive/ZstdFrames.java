package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Looks through zstd's frames before they are decompressed: the decoder keeps a window of a size
 * that each frame chooses, up to terabytes, and would run out of memory.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878#section-3.1">RFC 8878, Frames</a>
 */
final class ZstdFrames {

  /** What builders of images use at their best level; the decoder takes four times as much. */
  static final long MOST_WINDOW = 32 << 20;

  private static final int BUFFER = 8192;
  private static final int MAGIC = 0xFD2FB528;
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int SKIPPABLE_MASK = 0xFFFFFFF0;
  private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
  private static final int[] SIZE_BYTES = {0, 2, 4, 8};
  private static final int RLE = 1;
  private static final int RESERVED = 3;

  private final InputStream in;

  private ZstdFrames(InputStream in) {
    this.in = in;
  }

  /**
   * Goes through all frames.
   *
   * @throws ImageFormatException when one needs a larger window, or they are none
   */
  static void check(Bytes content) throws IOException {
    try (InputStream in = new BufferedInputStream(content.stream(), BUFFER)) {
      ZstdFrames frames = new ZstdFrames(in);
      while (frames.next()) {
        // All is done on the way.
      }
    } catch (EOFException e) {
      throw damaged();
    }
  }

  private boolean next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int magic = (int) (first | number(3) << 8);
    if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
      in.skipNBytes(number(4));
      return true;
    }
    if (magic != MAGIC) {
      throw damaged();
    }
    int descriptor = (int) number(1);
    boolean single = (descriptor & 0x20) != 0;
    long window = single ? 0 : window((int) number(1));
    number(DICTIONARY_BYTES[descriptor & 3]);
    int sizeFlag = descriptor >> 6;
    int sizeBytes = sizeFlag == 0 && single ? 1 : SIZE_BYTES[sizeFlag];
    long size = number(sizeBytes);
    require(single ? size : window);
    blocks();
    in.skipNBytes((descriptor & 4) != 0 ? 4 : 0);
    return true;
  }

  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
  }

  /** A size of eight bytes may be negative here. */
  private static void require(long window) throws ImageFormatException {
    if (window < 0 || window > MOST_WINDOW) {
      throw new ImageFormatException(
          "its zstd data needs a window of more than "
              + (MOST_WINDOW >> 20)
              + " MB, which is not read");
    }
  }

  private void blocks() throws IOException {
    boolean last = false;
    while (!last) {
      long header = number(3);
      last = (header & 1) == 1;
      int type = (int) (header >> 1 & 3);
      if (type == RESERVED) {
        throw damaged();
      }
      in.skipNBytes(type == RLE ? 1 : header >> 3);
    }
  }

  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      number |= (long) next << (8 * i);
    }
    return number;
  }

  private static ImageFormatException damaged() {
    return new ImageFormatException("its zstd data is damaged");
  }
}
