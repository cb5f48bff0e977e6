package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeaderTest {

  private static final int BIGGEST = Integer.MAX_VALUE;
  private static final int SMALLEST = Integer.MIN_VALUE;

  @Test
  void tags_are_found_by_their_numbers_and_others_passed_over() throws MalformedException {
    Header header =
        header(
            new HeaderBytes()
                .entry(63, 7, 0, 16)
                .text(Tag.NAME, "bash")
                .entry(1004, 6, 0, 1)
                .numbers(Tag.EPOCH, 2)
                .text(Tag.ARCH, "noarch"));
    assertEquals(Optional.of("bash"), header.text(Tag.NAME, 10));
    assertEquals(OptionalLong.of(2), header.number(Tag.EPOCH, 0));
    assertEquals(Optional.of("noarch"), header.text(Tag.ARCH, 10));
    assertEquals(Optional.empty(), header.text(Tag.LICENSE, 10));
  }

  @Test
  void what_was_added_behind_the_immutable_region_goes_before_it() throws MalformedException {
    Header header = header(new HeaderBytes().text(Tag.NAME, "old").text(Tag.NAME, "new"));
    assertEquals(Optional.of("new"), header.text(Tag.NAME, 10));
  }

  @Test
  void a_longer_text_than_asked_for_is_none() throws MalformedException {
    Header header = header(new HeaderBytes().text(Tag.NAME, "x".repeat(11)));
    assertEquals(Optional.empty(), header.text(Tag.NAME, 10));
  }

  @Test
  void an_epoch_is_unsigned() throws MalformedException {
    assertEquals(
        OptionalLong.of(4_294_967_295L),
        header(new HeaderBytes().numbers(Tag.EPOCH, -1)).number(Tag.EPOCH, 0));
  }

  @Test
  void counts_that_do_not_fit_make_no_header() {
    HeaderBytes some = HeaderBytes.of("a", "1", "1");
    for (int count : new int[] {0, 5, -1, BIGGEST, SMALLEST, 1 << 28, 1 << 27}) {
      assertThrows(
          MalformedException.class, () -> new Header(ByteBuffer.wrap(some.bytes(count, 16))));
    }
    for (int length : new int[] {-1, 100, BIGGEST, SMALLEST}) {
      assertThrows(
          MalformedException.class, () -> new Header(ByteBuffer.wrap(some.bytes(4, length))));
    }
  }

  @Test
  void values_outside_of_the_store_are_not_there() throws MalformedException {
    for (int offset : new int[] {-1, 8, 9, BIGGEST, SMALLEST}) {
      Header header =
          header(
              new HeaderBytes()
                  .padded(8)
                  .entry(Tag.NAME.number(), 6, offset, 1)
                  .entry(Tag.EPOCH.number(), 4, offset, 1));
      assertEquals(Optional.empty(), header.text(Tag.NAME, 10), "offset " + offset);
      assertEquals(OptionalLong.empty(), header.number(Tag.EPOCH, 0), "offset " + offset);
    }
    for (int count : new int[] {-1, 0, 3, 1 << 30, BIGGEST, SMALLEST}) {
      Header header = header(new HeaderBytes().padded(8).entry(Tag.EPOCH.number(), 4, 0, count));
      assertEquals(0, header.numbers(Tag.EPOCH), "count " + count);
    }
  }

  @Test
  void texts_end_with_the_store_whatever_their_count_says() throws MalformedException {
    Header header =
        header(
            new HeaderBytes()
                .text(Tag.NAME, "a\0b\0c")
                .entry(Tag.BASENAMES.number(), 8, 0, BIGGEST));
    List<String> found = new ArrayList<>();
    Header.Strings names = header.strings(Tag.BASENAMES).orElseThrow();
    while (names.hasNext()) {
      found.add(names.next(10));
    }
    assertEquals(List.of("a", "b", "c"), found);
  }

  @Test
  void a_value_of_another_type_is_not_there() throws MalformedException {
    Header header =
        header(new HeaderBytes().numbers(Tag.NAME, 1, 2).text(Tag.EPOCH, "1").padded(8));
    assertEquals(Optional.empty(), header.text(Tag.NAME, 10));
    assertEquals(OptionalLong.empty(), header.number(Tag.EPOCH, 0));
  }

  static Header header(HeaderBytes bytes) throws MalformedException {
    return new Header(ByteBuffer.wrap(bytes.bytes()));
  }
}
