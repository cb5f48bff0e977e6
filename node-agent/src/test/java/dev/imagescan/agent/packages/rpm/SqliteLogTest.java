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
import java.util.Random;
import org.junit.jupiter.api.Test;

class SqliteLogTest {

  private static final int PAGE = 512;
  private static final byte[] OLD = "the old header".getBytes();
  private static final byte[] NEW = "the new header".getBytes();

  @Test
  void a_database_may_be_in_its_log_as_a_whole() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      SqliteLogBytes log = new SqliteLogBytes(PAGE, order);
      byte[] database = database(NEW);
      int count = database.length / PAGE;
      for (int number = 1; number <= count; number++) {
        log.page(number, number == count ? count : 0, page(database, number));
      }
      List<byte[]> headers = Rpm.Read.of(new byte[0], log.bytes()).headers();
      assertEquals(1, headers.size());
      assertArrayEquals(NEW, headers.getFirst());
    }
  }

  @Test
  void the_last_commit_of_a_page_counts() throws IOException {
    byte[] log = log().page(3, 3, page(database(NEW), 3)).page(3, 0, new byte[PAGE]).bytes();
    assertArrayEquals(NEW, Rpm.Read.of(database(OLD), log).headers().getFirst());
  }

  @Test
  void a_database_that_writes_no_log_has_none() throws IOException {
    byte[] database = database(OLD);
    database[19] = 1;
    byte[] log = log().page(3, 3, page(database(NEW), 3)).bytes();
    assertArrayEquals(OLD, Rpm.Read.of(database, log).headers().getFirst());
  }

  @Test
  void a_log_of_other_pages_makes_the_database_malformed() {
    byte[] log = new SqliteLogBytes(1024, ByteOrder.BIG_ENDIAN).page(9, 9, new byte[1024]).bytes();
    assertThrows(MalformedException.class, () -> Rpm.Read.of(database(OLD), log));
  }

  @Test
  void pages_that_no_database_has_are_never_asked_for() throws IOException {
    SqliteLogBytes log = log();
    for (int number : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      log.page(number, 1, new byte[PAGE]);
    }
    assertArrayEquals(OLD, Rpm.Read.of(database(OLD), log.bytes()).headers().getFirst());
  }

  @Test
  void a_log_may_hold_any_pages_and_end_anywhere() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            SqliteLogBytes log = log();
            for (int i = random.nextInt(8); i >= 0; i--) {
              byte[] content = page(database(NEW), 1 + random.nextInt(3));
              ByteBuffer.wrap(content).putInt(random.nextInt(PAGE - 3), random.nextInt(5));
              log.page(1 + random.nextInt(4), random.nextInt(2), content);
            }
            byte[] bytes = log.bytes();
            survive(Arrays.copyOf(bytes, bytes.length - random.nextInt(40)));
          }
        });
  }

  private static void survive(byte[] log) throws IOException {
    try {
      Rpm.Read.of(database(OLD), log);
    } catch (MalformedException e) {
      assertEquals("Malformed", e.why().reason());
    }
  }

  private static SqliteLogBytes log() {
    return new SqliteLogBytes(PAGE, ByteOrder.LITTLE_ENDIAN);
  }

  /** A database that says it has a log; its third page is the leaf. */
  private static byte[] database(byte[] row) {
    byte[] database = SqliteBytes.of(PAGE, "Packages", List.of(row));
    database[18] = 2;
    database[19] = 2;
    return database;
  }

  private static byte[] page(byte[] database, int number) {
    return Arrays.copyOfRange(database, (number - 1) * PAGE, number * PAGE);
  }
}
