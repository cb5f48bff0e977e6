package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NdbDatabaseTest {

  private static final int FIRST_SLOT = 32;
  private static final byte[] FIRST = "the first header".getBytes();
  private static final byte[] SECOND = new byte[100_000];

  static {
    Arrays.fill(SECOND, (byte) 7);
  }

  @Test
  void every_slot_in_use_has_a_header() throws IOException {
    Rpm.Read read = read(NdbBytes.of(List.of(FIRST, SECOND)));
    assertEquals(List.of(), read.broken());
    assertArrayEquals(FIRST, read.headers().get(0));
    assertArrayEquals(SECOND, read.headers().get(1));
    assertEquals(2, read.headers().size());
  }

  @Test
  void a_wrong_checksum_costs_one_package() throws IOException {
    byte[] database = NdbBytes.of(List.of(FIRST, SECOND));
    database[4096 + 20] ^= 1;
    Rpm.Read read = read(database);
    assertEquals(1, read.headers().size());
    assertEquals(1, read.broken().size());
  }

  @Test
  void numbers_that_lead_out_of_the_file_cost_one_package_or_the_file() throws IOException {
    for (int number : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28}) {
      byte[] block = NdbBytes.of(List.of(FIRST, SECOND));
      littleEndian(block).putInt(FIRST_SLOT + 8, number);
      assertEquals(1, read(block).headers().size(), "block " + number);
      byte[] length = NdbBytes.of(List.of(FIRST, SECOND));
      littleEndian(length).putInt(4096 + 12, number);
      assertEquals(1, read(length).headers().size(), "length " + number);
      byte[] blocks = NdbBytes.of(List.of(FIRST, SECOND));
      littleEndian(blocks).putInt(FIRST_SLOT + 12, number);
      assertThrows(MalformedException.class, () -> read(blocks), "blocks " + number);
      byte[] pages = NdbBytes.of(List.of(FIRST, SECOND));
      littleEndian(pages).putInt(12, number);
      assertThrows(MalformedException.class, () -> read(pages), "slot pages " + number);
    }
  }

  @Test
  void slots_that_share_a_blob_do_not_make_the_file_endless() {
    byte[] database = NdbBytes.of(List.of(SECOND));
    for (int i = 1; i < 254; i++) {
      System.arraycopy(database, FIRST_SLOT, database, FIRST_SLOT + 16 * i, 16);
    }
    assertThrows(MalformedException.class, () -> read(database));
  }

  @Test
  void what_is_no_slot_ends_the_file() {
    byte[] database = NdbBytes.of(List.of(FIRST));
    database[FIRST_SLOT + 16]++;
    assertThrows(MalformedException.class, () -> read(database));
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Rpm.Read read(byte[] database) throws IOException {
    return Rpm.Read.of(database, null);
  }
}
