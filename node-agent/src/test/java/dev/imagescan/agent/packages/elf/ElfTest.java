package dev.imagescan.agent.packages.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElfTest {

  private static final byte[] CONSTANTS = "constants".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] DATA = "data".getBytes(StandardCharsets.ISO_8859_1);

  static Stream<ElfWriter> kinds() {
    return Stream.of(
        new ElfWriter(true, ByteOrder.LITTLE_ENDIAN),
        new ElfWriter(true, ByteOrder.BIG_ENDIAN),
        new ElfWriter(false, ByteOrder.LITTLE_ENDIAN),
        new ElfWriter(false, ByteOrder.BIG_ENDIAN));
  }

  private static byte[] sample(ElfWriter writer) {
    return writer
        .with(".rodata", ElfWriter.READ_ONLY, 0x10000, CONSTANTS)
        .with(".data", ElfWriter.WRITABLE, 0x20000, DATA)
        .bytes();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void sections_and_segments_are_where_the_headers_say(ElfWriter writer) throws IOException {
    Elf elf = read(sample(writer)).orElseThrow();
    assertEquals(
        List.of(".rodata", ".data", ".shstrtab"),
        elf.sections().stream().map(Section::name).toList());
    Section data = elf.section(".data").orElseThrow();
    assertArrayEquals(DATA, elf.at(data.offset(), (int) data.size()));
    assertTrue(data.isData());
    assertEquals(0x20000, data.address());
    assertEquals(
        List.of(false, true), elf.segments().stream().map(Segment::isWritableData).toList());
    assertEquals(data.offset() + 2, elf.offsetOf(0x20002));
    assertEquals(-1, elf.offsetOf(0x20004), "an address behind the segment's end");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void without_sections_the_segments_are_left(ElfWriter writer) throws IOException {
    Elf elf = read(sample(writer.withoutSections())).orElseThrow();
    assertEquals(List.of(), elf.sections());
    assertEquals(2, elf.segments().size());
  }

  @Test
  void what_is_no_elf_file_is_none_after_one_short_read() throws IOException {
    for (String text :
        List.of("", "\u007fEL", "#!/bin/sh\n", "\u007fELF", "\u007fELF\3\1" + "x".repeat(99))) {
      assertEquals(Optional.empty(), read(text.getBytes(StandardCharsets.ISO_8859_1)), text);
    }
    MapRoot root = new MapRoot().with("script", "#".repeat(1 << 20));
    try (RootFile file = root.open("script")) {
      assertEquals(Optional.empty(), Elf.of(file));
    }
    assertTrue(root.budget().bytesRead() <= 1024, "read " + root.budget().bytesRead());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_file_that_is_cut_off_anywhere_gives_no_more_than_it_holds(ElfWriter writer)
      throws IOException {
    byte[] whole = sample(writer);
    for (int length = 0; length < whole.length; length++) {
      Optional<Elf> elf = read(Arrays.copyOf(whole, length));
      if (elf.isPresent()) {
        for (Section section : elf.get().sections()) {
          assertTrue(section.offset() + section.size() <= length, section + " of " + length);
        }
        for (Segment segment : elf.get().segments()) {
          assertTrue(segment.offset() + segment.size() <= length, segment + " of " + length);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void absurd_numbers_in_any_place_cost_nothing(ElfWriter writer) throws IOException {
    byte[] whole = sample(writer);
    for (int at = 4; at + 8 <= whole.length; at++) {
      for (long number : new long[] {-1, Long.MAX_VALUE, 0x80000000L, 0x7fffffffL, 0xffff, 0}) {
        byte[] changed = whole.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number);
        checkBounds(changed, at + "=" + number);
      }
    }
  }

  @Test
  void a_table_of_65535_sections_in_a_large_file_is_none() throws IOException {
    byte[] elf = ElfWriter.withConstants(new byte[8 << 20]);
    ByteBuffer.wrap(elf)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(60, (short) 0xffff)
        .putLong(40, 64);
    assertEquals(List.of(), read(elf).orElseThrow().sections());
  }

  @Test
  void tables_and_parts_that_lie_upon_each_other_are_read_as_they_are() throws IOException {
    byte[] elf = ElfWriter.withConstants(CONSTANTS);
    ByteBuffer head = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(32, 16).putLong(40, 16).putShort(60, (short) 2).putShort(62, (short) 1);
    checkBounds(elf, "both tables within the header");
  }

  @Test
  void random_damage_is_no_trouble() throws IOException {
    byte[] whole = sample(new ElfWriter());
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] changed = whole.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        changed[4 + random.nextInt(changed.length - 4)] = (byte) random.nextInt();
      }
      checkBounds(changed, "seed " + seed);
    }
  }

  private static void checkBounds(byte[] bytes, String what) throws IOException {
    MapRoot root = new MapRoot().with("file", bytes);
    try (RootFile file = root.open("file")) {
      Optional<Elf> elf = Elf.of(file);
      if (elf.isPresent()) {
        elf.get()
            .sections()
            .forEach(s -> assertTrue(within(s.offset(), s.size(), bytes), what + ": " + s));
        elf.get()
            .segments()
            .forEach(s -> assertTrue(within(s.offset(), s.size(), bytes), what + ": " + s));
        elf.get().offsetOf(0x20002);
      }
    }
    assertTrue(root.budget().bytesRead() <= 4L * bytes.length + 1024, what);
  }

  private static boolean within(long offset, long size, byte[] bytes) {
    return offset >= 0 && size > 0 && offset + size <= bytes.length && offset + size > 0;
  }

  private static Optional<Elf> read(byte[] bytes) throws IOException {
    return Elf.of(new MapRoot().with("file", bytes).open("file"));
  }
}
