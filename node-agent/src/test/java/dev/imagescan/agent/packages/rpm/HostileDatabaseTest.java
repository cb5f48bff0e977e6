package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever a database says, reading it ends soon, takes little, and fails in one way only. */
class HostileDatabaseTest {

  private static final Duration SOON = Duration.ofMinutes(2);

  /** What the windows and buffers of a reader take, and what stands in its exceptions. */
  private static final long LITTLE = 2L << 20;

  private static final int[] WORDS = {
    0, 1, -1, 4, 512, 1 << 16, 1 << 20, 1 << 24, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  /** Small databases of each kind: a package with files, and one on a chain of pages. */
  private static Map<String, byte[]> databases() {
    List<byte[]> headers =
        List.of(
            HeaderBytes.of("a", "1", "1")
                .texts(Tag.BASENAMES, "b", "c")
                .texts(Tag.DIRNAMES, "/usr/bin/", "/etc/")
                .numbers(Tag.DIRINDEXES, 0, 1)
                .numbers(Tag.EPOCH, 3)
                .text(Tag.LICENSE, "MIT and (GPLv2+ or BSD)")
                .bytes(),
            HeaderBytes.of("long", "1", "1").padded(1200).bytes());
    return Map.of(
        "sqlite", SqliteBytes.of(512, "Packages", headers),
        "ndb", NdbBytes.of(headers),
        "Berkeley DB", BerkeleyBytes.of(ByteOrder.LITTLE_ENDIAN, 512, false, headers),
        "Berkeley DB, big-endian",
            BerkeleyBytes.of(ByteOrder.BIG_ENDIAN, 512, true, headers.subList(0, 1)));
  }

  @TestFactory
  List<DynamicTest> a_file_may_end_anywhere() {
    return each(
        (name, database) -> {
          for (int length = 0; length < database.length; length++) {
            survive(Arrays.copyOf(database, length), name + " of " + length + " bytes");
          }
        });
  }

  @TestFactory
  List<DynamicTest> any_number_may_be_any_other() {
    return each(
        (name, database) -> {
          for (int at = 0; at <= database.length - 4; at++) {
            for (int word : WORDS) {
              byte[] changed = database.clone();
              ByteBuffer.wrap(changed).putInt(at, word);
              survive(changed, name + " with " + word + " at " + at);
            }
          }
        });
  }

  @TestFactory
  List<DynamicTest> any_bytes_may_stand_anywhere() {
    return each(
        (name, database) -> {
          for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] changed = database.clone();
            for (int i = random.nextInt(20); i >= 0; i--) {
              int at = random.nextInt(changed.length);
              int length = Math.min(1 + random.nextInt(32), changed.length - at);
              byte[] bytes = new byte[length];
              random.nextBytes(bytes);
              System.arraycopy(bytes, 0, changed, at, length);
            }
            survive(changed, name + " changed by seed " + seed);
          }
        });
  }

  @Test
  void counts_of_two_billion_take_no_memory() throws IOException {
    for (Map.Entry<String, byte[]> one : databases().entrySet()) {
      byte[] database = one.getValue();
      for (int at = 0; at <= database.length - 4; at += 4) {
        for (int word : new int[] {Integer.MAX_VALUE, 0xffffff7f, 0x7fffff00, 8 << 20}) {
          byte[] changed = database.clone();
          ByteBuffer.wrap(changed).putInt(at, word);
          long before = allocated();
          read(changed);
          long taken = allocated() - before;
          String what = one.getKey() + " with " + word + " at " + at;
          assertTrue(taken < LITTLE, what + " takes " + taken + " bytes");
        }
      }
    }
  }

  private interface Attack {
    void on(String name, byte[] database) throws IOException;
  }

  private static List<DynamicTest> each(Attack attack) {
    List<DynamicTest> tests = new ArrayList<>();
    databases()
        .forEach(
            (name, database) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        name,
                        () ->
                            Assertions.assertTimeoutPreemptively(
                                SOON, () -> attack.on(name, database)))));
    return tests;
  }

  private static void survive(byte[] database, String what) {
    try {
      read(database);
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(what + " fails with " + e, e);
    }
  }

  /** Reads all that the cataloguer does. */
  private static void read(byte[] database) throws IOException {
    try {
      Rpm.Read.of(database, null)
          .headers()
          .forEach(
              bytes -> {
                try {
                  Header header = new Header(ByteBuffer.wrap(bytes));
                  InstalledPackage.of(header);
                  InstalledFiles.each(header, _ -> {});
                } catch (MalformedException e) {
                  assertEquals("Malformed", e.why().reason());
                }
              });
    } catch (MalformedException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().threadId());
  }
}
