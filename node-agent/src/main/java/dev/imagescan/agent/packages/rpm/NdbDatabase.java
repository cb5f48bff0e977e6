package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;

/**
 * SUSE's database of packages: pages of slots, then blobs in blocks of 16 bytes, all numbers in
 * little-endian order. There is no specification beside rpm's own lib/backend/ndb/rpmpkg.c.
 */
final class NdbDatabase {

  private static final int MAGIC = magic("RpmP");
  private static final int SLOT = magic("Slot");
  private static final int BLOB_START = magic("BlbS");
  private static final int BLOB_END = magic("BlbE");

  private static final int PAGE = 4096;
  private static final int BLOCK = 16;

  /** The file's header takes the room of the first two slots. */
  private static final int FILE_HEADER = 32;

  private static final int BLOB_HEADER = 16;
  private static final int BLOB_TAIL = 12;

  private final DatabaseFile file;
  private final Headers headers;
  private final Blob blob = new Blob();
  private long left;

  NdbDatabase(DatabaseFile file, Headers headers) {
    this.file = file;
    this.headers = headers;
    this.left = file.size();
  }

  private static int magic(String text) {
    return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
  }

  static boolean isOne(byte[] magic) {
    return littleEndian(magic).getInt(0) == MAGIC;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Hands over the headers. */
  void read() throws IOException {
    ByteBuffer header = littleEndian(file.bytes(0, FILE_HEADER));
    long end = Integer.toUnsignedLong(header.getInt(12)) * PAGE;
    MalformedException.unless(header.getInt(4) == 0 && end > 0 && end <= file.size());
    for (long page = 0; page < end; page += PAGE) {
      ByteBuffer slots = littleEndian(file.bytes(page, PAGE));
      for (int at = page == 0 ? FILE_HEADER : 0; at < PAGE; at += BLOCK) {
        MalformedException.unless(slots.getInt(at) == SLOT);
        if (slots.getInt(at + 4) != 0) {
          slot(slots.getInt(at + 4), slots.getInt(at + 8), slots.getInt(at + 12));
        }
      }
    }
  }

  private void slot(int index, int block, int blocks) throws IOException {
    long length = Integer.toUnsignedLong(blocks) * BLOCK;
    left -= length;
    MalformedException.unless(left >= 0);
    try {
      headers.next(read(index, Integer.toUnsignedLong(block) * BLOCK, length));
    } catch (MalformedException e) {
      headers.broken(e);
    }
  }

  /** Reads a blob, which rpm, too, takes only if its checksum is right, padding included. */
  private ByteBuffer read(int index, long start, long length) throws IOException {
    long room = length - BLOB_HEADER - BLOB_TAIL;
    MalformedException.unless(room >= 0 && start <= file.size() - length);
    byte[] head = file.bytes(start, BLOB_HEADER);
    ByteBuffer header = littleEndian(head);
    long content = Integer.toUnsignedLong(header.getInt(12));
    MalformedException.unless(
        header.getInt(0) == BLOB_START && header.getInt(4) == index && content <= room);
    blob.clear();
    blob.append(file, start + BLOB_HEADER, (int) Math.min(room, Integer.MAX_VALUE));
    ByteBuffer tail = littleEndian(file.bytes(start + length - BLOB_TAIL, BLOB_TAIL));
    Adler32 sum = new Adler32();
    sum.update(head);
    sum.update(blob.view());
    MalformedException.unless(
        tail.getInt(0) == (int) sum.getValue()
            && tail.getInt(4) == header.getInt(12)
            && tail.getInt(8) == BLOB_END);
    return blob.view().slice(0, (int) content);
  }
}
