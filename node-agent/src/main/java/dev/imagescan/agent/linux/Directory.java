package dev.imagescan.agent.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * An open directory's names, a chunk at a time, so that one with millions of entries costs no more
 * memory than the reader wants to spend.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getdents64.2.html">getdents64(2)</a>
 */
public final class Directory {

  private static final int LENGTH_OFFSET = 16;
  private static final int TYPE_OFFSET = 18;
  private static final int NAME_OFFSET = 19;

  /** What an entry is, as far as the directory tells; some file systems do not. */
  public enum Type {
    REGULAR,
    DIRECTORY,
    LINK,
    CHARACTER_DEVICE,
    OTHER,
    UNKNOWN;

    private static Type of(byte type) {
      return switch (type) {
        case 0 -> UNKNOWN;
        case 2 -> CHARACTER_DEVICE;
        case 4 -> DIRECTORY;
        case 8 -> REGULAR;
        case 10 -> LINK;
        default -> OTHER;
      };
    }
  }

  /** One name, and what it stands for. */
  public record Entry(String name, Type type) {

    /** Whether it may be an overlay's whiteout. */
    public boolean maybeWhiteout() {
      return type == Type.CHARACTER_DEVICE || type == Type.UNKNOWN;
    }
  }

  private Directory() {}

  /**
   * The next entries, without '.' and '..', in the file system's order.
   *
   * @param directory opened for reading
   * @return null after the last one; a chunk may be empty before that
   */
  public static List<Entry> next(Fd directory) throws LinuxException {
    Pointer buffer = Kernel.scratch().buffer;
    int number = directory.number();
    int length =
        (int)
            Kernel.call(
                Syscall.GETDENTS64,
                () -> String.valueOf(number),
                number,
                buffer.address(),
                Kernel.BUFFER_SIZE);
    return length == 0 ? null : entries(buffer, length);
  }

  private static List<Entry> entries(Pointer buffer, int length) {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at < length) {
      int record = buffer.getShort(at + LENGTH_OFFSET) & 0xffff;
      String name = name(buffer, at + NAME_OFFSET, record - NAME_OFFSET);
      if (!name.equals(".") && !name.equals("..")) {
        entries.add(new Entry(name, Type.of(buffer.getByte(at + TYPE_OFFSET))));
      }
      at += record;
    }
    return entries;
  }

  private static String name(Pointer buffer, int at, int room) {
    byte[] bytes = new byte[room];
    buffer.get(at, bytes, 0, room);
    int end = 0;
    while (end < room && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }
}
