package dev.imagescan.agent.packages.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ZipArchiveTest {

  private static final int MANY = 70_000;

  @Test
  void only_what_is_wanted_is_listed_and_read() throws IOException {
    byte[] bytes = new Zip().with("a.txt", "first").with("b", "second").with("c.txt", "").bytes();
    ZipArchive zip = open(bytes);
    List<Entry> entries = zip.entries(name -> name.endsWith(".txt"), 10);
    assertEquals(List.of("a.txt", "c.txt"), entries.stream().map(Entry::name).toList());
    assertEquals("first", text(zip, entries.getFirst()));
    assertEquals("", text(zip, entries.getLast()));
  }

  @Test
  void a_script_before_the_archive_moves_nothing() throws IOException {
    byte[] zipped = new Zip().with("a.txt", "text").bytes();
    byte[] script = "#!/bin/sh\nexec java -jar $0\n".getBytes(StandardCharsets.UTF_8);
    assertEquals("text", only(joined(script, zipped)));
  }

  @Test
  void a_comment_may_be_long_and_hold_the_signature_of_an_end() throws IOException {
    String comment = "PK\5\6" + "x".repeat(60_000);
    assertEquals("text", only(new Zip().with("a.txt", "text").comment(comment).bytes()));
  }

  @Test
  void an_archive_of_more_than_65535_entries_is_read_to_its_last() throws IOException {
    Zip zip = new Zip();
    for (int i = 0; i < MANY; i++) {
      zip.stored("d/" + i, new byte[0]);
    }
    assertEquals("text", only(zip.with("a.txt", "text").bytes()));
  }

  @Test
  void sizes_of_64_bits_are_read_from_the_extra_field() throws IOException {
    assertEquals("text", only(Large.archive("a.txt", "text")));
  }

  @Test
  void what_is_no_archive_is_malformed() {
    byte[] text = "no archive at all, but of more than 22 bytes".getBytes(StandardCharsets.UTF_8);
    assertMalformed(() -> open(text));
    assertMalformed(() -> open(new byte[0]));
  }

  @Test
  void an_encrypted_entry_and_one_of_an_unknown_method_are_malformed() {
    assertMalformed(() -> only(patched(8, (byte) 1)));
    assertMalformed(() -> only(patched(10, (byte) 99)));
  }

  @Test
  void more_wanted_entries_than_asked_for_are_refused() throws IOException {
    ZipArchive zip = open(new Zip().with("a", "").with("b", "").bytes());
    UnreadableException e =
        assertThrows(UnreadableException.class, () -> zip.entries(_ -> true, 1));
    assertEquals(Unreadable.TOO_MANY_ENTRIES, e.why());
  }

  @Test
  void a_bomb_ends_with_its_allowance() throws IOException {
    byte[] zeros = new byte[70 << 20];
    ZipArchive zip = open(new Zip().with("bomb.txt", zeros).bytes());
    Entry bomb = zip.entries(_ -> true, 1).getFirst();
    UnreadableException e =
        assertThrows(
            UnreadableException.class,
            () -> zip.stream(bomb).transferTo(OutputStream.nullOutputStream()));
    assertEquals(Unreadable.TOO_LARGE, e.why());
  }

  @Test
  void an_archive_that_is_cut_off_anywhere_fails_as_malformed_or_is_read() throws IOException {
    byte[] whole = new Zip().with("a.txt", "text".repeat(100)).with("b", "x").bytes();
    for (int length = 0; length < whole.length; length++) {
      readAll(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void an_archive_with_any_bytes_changed_fails_as_declared_or_is_read() throws IOException {
    byte[] whole = new Zip().with("a.txt", "text".repeat(100)).stored("b", new byte[9]).bytes();
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] changed = whole.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      readAll(changed);
    }
  }

  @Test
  void lengths_of_four_gigabytes_size_nothing() throws IOException {
    byte[] bytes = new Zip().with("a.txt", "text").bytes();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int directory = buffer.getInt(bytes.length - 6);
    for (int field = 20; field <= 42; field += 2) {
      byte[] lying = bytes.clone();
      Arrays.fill(lying, directory + field, directory + field + 2, (byte) 0xff);
      readAll(lying);
    }
    byte[] end = bytes.clone();
    Arrays.fill(end, end.length - 14, end.length - 2, (byte) 0xff);
    assertMalformed(() -> open(end));
  }

  private static void readAll(byte[] bytes) throws IOException {
    try {
      ZipArchive zip = open(bytes);
      for (Entry entry : zip.entries(_ -> true, 100)) {
        text(zip, entry);
        try (Bytes nested = zip.nested(entry)) {
          nested.read(0, new byte[10], 0, 10);
        }
      }
    } catch (UnreadableException e) {
      assertEquals(Unreadable.MALFORMED, e.why());
    }
  }

  private static byte[] patched(int field, byte value) {
    byte[] bytes = new Zip().with("a.txt", "text").bytes();
    int directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
    bytes[directory + field] = value;
    return bytes;
  }

  private static byte[] joined(byte[] a, byte[] b) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(a);
    joined.writeBytes(b);
    return joined.toByteArray();
  }

  private static ZipArchive open(byte[] bytes) throws IOException {
    return ZipArchive.of(new HeldBytes("a.jar", bytes, bytes.length), Allowance.of(bytes.length));
  }

  private static String only(byte[] bytes) throws IOException {
    ZipArchive zip = open(bytes);
    List<Entry> entries = zip.entries("a.txt"::equals, 1);
    assertEquals(1, entries.size(), "the entry is found");
    return text(zip, entries.getFirst());
  }

  private static String text(ZipArchive zip, Entry entry) throws IOException {
    try (InputStream in = zip.stream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertMalformed(Executable reading) {
    UnreadableException e = assertThrows(UnreadableException.class, reading);
    assertEquals(Unreadable.MALFORMED, e.why());
    assertTrue(e.path().startsWith("a.jar"), "the problem names the archive: " + e.path());
  }
}
