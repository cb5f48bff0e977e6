package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out where a file has holes, in each of the four ways in which GNU tar has written it.
 *
 * @param stored how many bytes the tar has for the file, a map among them counted
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html">Storing
 *     Sparse Files</a>
 */
record SparseHeader(TarFields fields, PaxRecords pax, long stored) {

  private static final int FIRST_PAIRS = 386;
  private static final int FIRST_COUNT = 4;
  private static final int FIRST_EXTENDED = 482;
  private static final int REAL_SIZE = 483;
  private static final int MORE_COUNT = 21;
  private static final int MORE_EXTENDED = 504;
  private static final int FIELD = 12;
  private static final int LONGEST_LINE = 20;

  /** A file with holes, and its whole size. */
  record Holes(SparseMap map, long size) {}

  /** Reads the map, which may go on in the tar from where reading stands; empty without holes. */
  Optional<Holes> read(TarReader tar) throws IOException {
    if (fields.type() == 'S') {
      return Optional.of(old(tar));
    }
    String map = pax.sparse("map");
    if (pax.sparse("major").equals("1") && pax.sparse("minor").equals("0")) {
      long start = tar.position();
      List<Long> numbers = before(tar);
      return Optional.of(holes(numbers, realSize(), stored - (tar.position() - start)));
    }
    return map.isEmpty()
        ? Optional.empty()
        : Optional.of(holes(SparseMap.numbers(map), realSize(), stored));
  }

  private static Holes holes(List<Long> numbers, long size, long data) throws ImageFormatException {
    return new Holes(SparseMap.of(numbers, size, data), size);
  }

  private long realSize() throws ImageFormatException {
    String size = pax.sparse("size").isEmpty() ? pax.sparse("realsize") : pax.sparse("size");
    return size.isEmpty() ? stored : PaxRecords.number(size);
  }

  /** Before POSIX: in the header and in blocks that follow it. */
  private Holes old(TarReader tar) throws IOException {
    List<Long> numbers = new ArrayList<>();
    add(fields, FIRST_PAIRS, FIRST_COUNT, numbers);
    boolean more = fields.block()[FIRST_EXTENDED] != 0;
    while (more) {
      TarFields block = new TarFields(tar.read(TarFields.SIZE));
      add(block, 0, MORE_COUNT, numbers);
      more = block.block()[MORE_EXTENDED] != 0;
    }
    tar.end(stored);
    return holes(numbers, fields.number(REAL_SIZE, FIELD), stored);
  }

  private static void add(TarFields block, int offset, int count, List<Long> numbers)
      throws ImageFormatException {
    for (int i = 0; i < count; i++) {
      int at = offset + 2 * i * FIELD;
      if (block.block()[at] == 0) {
        return;
      }
      SparseMap.add(numbers, block.number(at, FIELD));
      SparseMap.add(numbers, block.number(at + FIELD, FIELD));
    }
  }

  /** Since version 1.0: as lines before the data, padded to whole blocks. */
  private List<Long> before(TarReader tar) throws IOException {
    Lines lines = new Lines(tar, stored);
    List<Long> numbers = new ArrayList<>();
    for (long count = lines.number(); count > 0; count--) {
      SparseMap.add(numbers, lines.number());
      SparseMap.add(numbers, lines.number());
    }
    return numbers;
  }

  private static final class Lines {
    private final TarReader tar;
    private long left;
    private byte[] block = {};
    private int at;

    Lines(TarReader tar, long left) {
      this.tar = tar;
      this.left = left;
    }

    long number() throws IOException {
      StringBuilder digits = new StringBuilder();
      for (char c = next(); c != '\n'; c = next()) {
        digits.append(c);
        if (digits.length() > LONGEST_LINE) {
          break;
        }
      }
      return PaxRecords.number(digits.toString());
    }

    private char next() throws IOException {
      if (at == block.length) {
        left -= TarFields.SIZE;
        if (left < 0) {
          throw new ImageFormatException("a tar has a file with holes that are none");
        }
        block = tar.read(TarFields.SIZE);
        at = 0;
      }
      return (char) (block[at++] & 0xff);
    }
  }
}
