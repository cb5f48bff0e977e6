package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes headers as rpm puts them into a database. */
final class HeaderBytes {

  private static final int INT32 = 4;
  private static final int STRING = 6;
  private static final int STRING_ARRAY = 8;

  private final ByteArrayOutputStream index = new ByteArrayOutputStream();
  private final ByteArrayOutputStream store = new ByteArrayOutputStream();
  private int entries;

  /** A package with what makes it one. */
  static HeaderBytes of(String name, String version, String release) {
    return new HeaderBytes()
        .text(Tag.NAME, name)
        .text(Tag.VERSION, version)
        .text(Tag.RELEASE, release)
        .text(Tag.ARCH, "x86_64");
  }

  HeaderBytes text(Tag tag, String text) {
    entry(tag.number(), STRING, store.size(), 1);
    return store(text + "\0");
  }

  HeaderBytes texts(Tag tag, String... texts) {
    entry(tag.number(), STRING_ARRAY, store.size(), texts.length);
    for (String text : texts) {
      store(text + "\0");
    }
    return this;
  }

  HeaderBytes numbers(Tag tag, int... numbers) {
    while (store.size() % 4 != 0) {
      store.write(0);
    }
    entry(tag.number(), INT32, store.size(), numbers.length);
    for (int number : numbers) {
      store.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
    }
    return this;
  }

  /** Any entry, true or not. */
  HeaderBytes entry(int tag, int type, int offset, int count) {
    index.writeBytes(
        ByteBuffer.allocate(16).putInt(tag).putInt(type).putInt(offset).putInt(count).array());
    entries++;
    return this;
  }

  /** Makes the header longer, with what no tag points to. */
  HeaderBytes padded(int bytes) {
    store.writeBytes(new byte[bytes]);
    return this;
  }

  private HeaderBytes store(String text) {
    store.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  byte[] bytes() {
    return bytes(entries, store.size());
  }

  /** With other counts than the true ones. */
  byte[] bytes(int claimedEntries, int claimedLength) {
    return ByteBuffer.allocate(8 + index.size() + store.size())
        .putInt(claimedEntries)
        .putInt(claimedLength)
        .put(index.toByteArray())
        .put(store.toByteArray())
        .array();
  }
}
