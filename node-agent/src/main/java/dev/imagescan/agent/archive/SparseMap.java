package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a file with holes has data. The tar holds the data parts one after the other; between them
 * the file reads as zeros.
 *
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html">Storing
 *     Sparse Files</a>
 */
final class SparseMap {

  static final int MOST_PARTS = 10_000;

  private final long[] offsets;
  private final long[] ends;
  private final long[] stored;

  private SparseMap(long[] offsets, long[] ends, long[] stored) {
    this.offsets = offsets;
    this.ends = ends;
    this.stored = stored;
  }

  /**
   * Checks a map.
   *
   * @param numbers offset and length of each part in turn
   * @param size the whole file's
   * @param data how many bytes the tar has of it
   */
  static SparseMap of(List<Long> numbers, long size, long data) throws ImageFormatException {
    int parts = numbers.size() / 2;
    long[] offsets = new long[parts];
    long[] ends = new long[parts];
    long[] stored = new long[parts];
    long end = 0;
    long used = 0;
    for (int i = 0; i < parts; i++) {
      long offset = numbers.get(2 * i);
      long length = numbers.get(2 * i + 1);
      if (offset < end || offset > size || length < 0 || length > size - offset) {
        throw malformed();
      }
      offsets[i] = offset;
      stored[i] = used;
      end = offset + length;
      ends[i] = end;
      used += length;
    }
    if (numbers.size() % 2 != 0 || used > data) {
      throw malformed();
    }
    return new SparseMap(offsets, ends, stored);
  }

  /** How many parts with data there are. */
  int parts() {
    return offsets.length;
  }

  /** Reads numbers with commas between them. */
  static List<Long> numbers(String text) throws ImageFormatException {
    List<Long> numbers = new ArrayList<>();
    for (String number : text.split(",", -1)) {
      add(numbers, PaxRecords.number(number));
    }
    return numbers;
  }

  /** Adds a number to a map that is not too long yet. */
  static void add(List<Long> numbers, long number) throws ImageFormatException {
    if (numbers.size() == 2 * MOST_PARTS) {
      throw new ImageFormatException(
          "a tar has a file with more than " + MOST_PARTS + " holes, which is not read");
    }
    numbers.add(number);
  }

  /**
   * Reads from the file; the position must lie before its end, and the length be more than 0.
   *
   * @param start where in the tar the first part is
   */
  int read(Bytes tar, long start, long size, long position, byte[] into, int from, int length)
      throws IOException {
    int most = (int) Math.min(length, size - position);
    int part = Arrays.binarySearch(offsets, position);
    part = part < 0 ? -part - 2 : part;
    if (part >= 0 && position < ends[part]) {
      long inPart = position - offsets[part];
      int wanted = (int) Math.min(most, ends[part] - position);
      return tar.read(start + stored[part] + inPart, into, from, wanted);
    }
    long next = part + 1 < offsets.length ? offsets[part + 1] : size;
    int zeros = (int) Math.min(most, next - position);
    Arrays.fill(into, from, from + zeros, (byte) 0);
    return zeros;
  }

  private static ImageFormatException malformed() {
    return new ImageFormatException("a tar has a file with holes that are none");
  }
}
