package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteDatabaseTest {

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
  void rows_come_back_whole_whatever_the_size_of_a_page_and_of_a_row(int pageSize)
      throws IOException {
    List<byte[]> rows = new ArrayList<>();
    Random random = new Random(pageSize);
    for (int length :
        new int[] {
          1,
          pageSize / 2,
          pageSize - 40,
          pageSize - 39,
          pageSize - 38,
          pageSize,
          pageSize + 1,
          3 * pageSize,
          200_000
        }) {
      byte[] row = new byte[length];
      random.nextBytes(row);
      rows.add(row);
    }
    Rpm.Read read = read(SqliteBytes.of(pageSize, "Packages", rows));
    assertEquals(List.of(), read.broken());
    assertEquals(rows.size(), read.headers().size());
    for (int i = 0; i < rows.size(); i++) {
      assertArrayEquals(rows.get(i), read.headers().get(i), "row " + i);
    }
  }

  @Test
  void a_database_of_something_else_is_none() {
    byte[] other = SqliteBytes.of(512, "History", List.of(new byte[10]));
    assertThrows(MalformedException.class, () -> read(other));
  }

  @Test
  void a_tree_that_contains_itself_ends() {
    byte[] database = SqliteBytes.of(512, "Packages", rows(3));
    ByteBuffer.wrap(database).putInt(512 + 8, SqliteBytes.ROOT);
    assertThrows(MalformedException.class, () -> read(database));
    for (int child = 0; child < 2; child++) {
      int cell = ByteBuffer.wrap(database).getShort(512 + 12 + 2 * child);
      ByteBuffer.wrap(database).putInt(512 + cell, SqliteBytes.ROOT);
    }
    assertThrows(MalformedException.class, () -> read(database));
  }

  @Test
  void a_chain_that_contains_itself_costs_its_package_and_ends() throws IOException {
    byte[] large = SqliteBytes.of(512, "Packages", List.of(new byte[7 << 20]));
    byte[] firstPages = Arrays.copyOf(large, 512 * 4);
    ByteBuffer.wrap(firstPages).putInt(512 * 3, 4);
    Rpm.Read read = read(firstPages);
    assertEquals(1, read.broken().size());
    assertEquals(List.of(), read.headers());
  }

  @Test
  void cells_that_overlap_do_not_make_a_page_endless() {
    int cells = 30_000;
    byte[] database = SqliteBytes.of(65536, "Packages", List.of(new byte[2000]));
    ByteBuffer leaf = ByteBuffer.wrap(database, 2 * 65536, 65536).slice();
    short at = leaf.getShort(8);
    leaf.putShort(3, (short) cells);
    for (int i = 0; i < cells; i++) {
      leaf.putShort(8 + 2 * i, at);
    }
    List<byte[]> headers = new ArrayList<>();
    assertThrows(MalformedException.class, () -> headers.addAll(read(database).headers()));
  }

  @Test
  void lengths_that_no_file_has_are_told() throws IOException {
    for (long length : new long[] {1L << 31, 1L << 40, Long.MAX_VALUE, 9 << 20}) {
      byte[] database = SqliteBytes.of(512, "Packages", List.of(new byte[2000]));
      ByteBuffer leaf = ByteBuffer.wrap(database, 2 * 512, 512).slice();
      int at = leaf.getShort(8);
      for (int i = 0; i < 9; i++) {
        int shift = i == 8 ? 0 : 8 + 7 * (7 - i);
        int bits = (int) (length >>> shift) & (i == 8 ? 0xff : 0x7f);
        leaf.put(at + i, (byte) (i == 8 ? bits : 0x80 | bits));
      }
      Rpm.Read read = read(database);
      assertEquals(List.of(), read.headers(), "length " + length);
      assertEquals(1, read.broken().size(), "length " + length);
    }
  }

  @Test
  void two_thousand_pages_of_the_largest_size_take_no_time() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          byte[] database =
              SqliteBytes.of(65536, "Packages", Collections.nCopies(2000, new byte[90]));
          assertEquals(2000, read(database).headers().size());
        });
  }

  private static List<byte[]> rows(int count) {
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new byte[100 + i]);
    }
    return rows;
  }

  private static Rpm.Read read(byte[] database) throws IOException {
    return Rpm.Read.of(database, null);
  }
}
