package dev.imagescan.agent.packages.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InflatedBytesTest {

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 32 << 10, (32 << 10) + 1, 256 << 10, InflatedBytes.MAX_HELD, 5_000_001})
  void any_part_of_a_compressed_entry_can_be_read(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    try (Bytes nested = nested(content, Allowance.of(1L << 30))) {
      assertEquals(size, nested.size());
      Random random = new Random(1);
      for (int i = 0; i < 30; i++) {
        int from = random.nextInt(size + 1);
        int length = Math.min(random.nextInt(5000), size - from);
        byte[] read = new byte[length];
        nested.readFully(from, read, 0, length);
        assertArrayEquals(Arrays.copyOfRange(content, from, from + length), read);
      }
      assertEquals(-1, nested.read(size, new byte[1], 0, 1));
    }
  }

  @Test
  void what_jumps_about_without_end_is_stopped() throws IOException {
    byte[] content = new byte[5_000_000];
    try (Bytes nested = nested(content, Allowance.of(0))) {
      byte[] one = new byte[1];
      UnreadableException e =
          assertThrows(
              UnreadableException.class,
              () -> {
                for (int i = 0; i < 100; i++) {
                  nested.read(4_000_000 - i, one, 0, 1);
                }
              });
      assertEquals(Unreadable.TOO_LARGE, e.why());
    }
  }

  @Test
  void the_memory_that_is_held_is_given_back() throws IOException {
    Allowance allowance = Allowance.of(1L << 30);
    for (int i = 0; i < 100; i++) {
      try (Bytes nested = nested(new byte[100], allowance)) {
        assertEquals(100, nested.size());
      }
    }
    assertEquals(true, allowance.hold(Allowance.MEMORY), "all of the memory is free again");
  }

  private static Bytes nested(byte[] content, Allowance allowance) throws IOException {
    byte[] bytes = new Zip().with("a", content).bytes();
    ZipArchive zip = ZipArchive.of(new HeldBytes("a.jar", bytes, bytes.length), allowance);
    return zip.nested(zip.entries(_ -> true, 1).getFirst());
  }
}
