package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BerkeleyDatabaseTest {

  private static final byte[] SHORT = "a short header".getBytes();
  private static final byte[] LONG = new byte[5000];

  static {
    Arrays.fill(LONG, (byte) 9);
  }

  @Test
  void values_on_chains_and_beside_their_keys_come_back_in_both_byte_orders() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (int pageSize : new int[] {512, 4096, 32768}) {
        Rpm.Read read = read(BerkeleyBytes.of(order, pageSize, false, List.of(SHORT, LONG)));
        assertEquals(List.of(), read.broken());
        assertEquals(2, read.headers().size(), "the counter below the key 0 is no package");
        assertArrayEquals(SHORT, read.headers().get(0));
        assertArrayEquals(LONG, read.headers().get(1));
      }
      Rpm.Read beside = read(BerkeleyBytes.of(order, 4096, true, List.of(SHORT, SHORT)));
      assertEquals(2, beside.headers().size());
      assertArrayEquals(SHORT, beside.headers().get(1));
    }
  }

  @Test
  void a_chain_that_contains_itself_costs_its_package_and_ends() throws IOException {
    byte[] database = database();
    ByteBuffer last = page(database, 512, database.length / 512 - 1);
    last.putInt(16, database.length / 512 - 1);
    Rpm.Read read = read(database);
    assertEquals(1, read.headers().size());
    assertEquals(1, read.broken().size());
  }

  @Test
  void a_chain_of_empty_pages_ends_too() {
    byte[] database = database();
    int number = database.length / 512 - 1;
    page(database, 512, number).putInt(16, number).putShort(22, (short) 0);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertEquals(1, read(database).broken().size()));
  }

  @Test
  void a_chain_that_leads_elsewhere_costs_its_package() throws IOException {
    for (int next : new int[] {-1, 1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      byte[] database = database();
      page(database, 512, 3).putInt(16, next);
      assertEquals(1, read(database).broken().size(), "next page " + next);
    }
  }

  @Test
  void a_length_that_is_not_the_chain_s_costs_its_package() throws IOException {
    for (int length : new int[] {-1, 0, 4999, 5001, Integer.MAX_VALUE}) {
      byte[] database = database();
      ByteBuffer page = page(database, 512, 1);
      page.putInt(page.getShort(26 + 2 * 5) + 8, length);
      assertEquals(1, read(database).broken().size(), "length " + length);
    }
  }

  @Test
  void items_that_overlap_or_stand_outside_end_the_file() {
    for (int offset : new int[] {0, 26, 512, 0x7fff, -1}) {
      byte[] database = database();
      page(database, 512, 1).putShort(26 + 2 * 2, (short) offset);
      assertThrows(MalformedException.class, () -> read(database), "offset " + offset);
    }
    byte[] tooMany = database();
    page(tooMany, 512, 1).putShort(20, (short) -1);
    assertThrows(MalformedException.class, () -> read(tooMany));
  }

  @Test
  void what_cannot_be_read_is_no_database() {
    for (int[] change : new int[][] {{12, 0}, {25, 9}, {24, 1}, {26, 1}, {20, 1}, {23, 127}}) {
      byte[] database = database();
      database[change[0]] = (byte) change[1];
      assertThrows(MalformedException.class, () -> read(database), "byte " + change[0]);
    }
  }

  private static byte[] database() {
    return BerkeleyBytes.of(ByteOrder.LITTLE_ENDIAN, 512, false, List.of(SHORT, LONG));
  }

  private static ByteBuffer page(byte[] database, int pageSize, int number) {
    return ByteBuffer.wrap(database, number * pageSize, pageSize)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Rpm.Read read(byte[] database) throws IOException {
    return Rpm.Read.of(database, null);
  }
}
