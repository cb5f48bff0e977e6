package dev.imagescan.agent.packages.dotnet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The texts of a version resource: blocks in blocks, each with its length, a key and a value.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/windows/win32/menurc/vs-versioninfo">VS_VERSIONINFO</a>
 */
final class VersionResource {

  /** The resource, a group, a language, a text. */
  private static final int DEPTH = 4;

  private static final int HEAD = 6;
  private static final int MAX_TEXTS = 100;

  private final ByteBuffer bytes;
  private final Map<String, String> texts = new HashMap<>();

  private VersionResource(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All texts by their keys, without blanks around them; of several languages the first counts. */
  static Map<String, String> texts(ByteBuffer bytes) {
    VersionResource resource = new VersionResource(bytes);
    resource.blocks(0, bytes.limit(), 1);
    return resource.texts;
  }

  private void blocks(int from, int end, int depth) {
    int at = from;
    while (at + HEAD <= end && texts.size() < MAX_TEXTS) {
      int length = Short.toUnsignedInt(bytes.getShort(at));
      if (length < HEAD) {
        return;
      }
      block(at, Math.min(at + length, end), depth);
      at = aligned(at + length);
    }
  }

  private void block(int at, int end, int depth) {
    int valueLength = Short.toUnsignedInt(bytes.getShort(at + 2));
    boolean isText = bytes.getShort(at + 4) != 0;
    int keyEnd = textEnd(at + HEAD, end);
    int value = aligned(keyEnd + 2);
    if (depth == DEPTH) {
      String key = text(at + HEAD, keyEnd);
      texts.putIfAbsent(
          key, text(Math.min(value, end), textEnd(Math.min(value, end), end)).strip());
    } else {
      blocks(aligned(value + valueLength * (isText ? 2 : 1)), end, depth + 1);
    }
  }

  /** Where a text's closing zero is, or where the block ends. */
  private int textEnd(int from, int end) {
    int at = from;
    while (at + 2 <= end && bytes.getShort(at) != 0) {
      at += 2;
    }
    return at;
  }

  private String text(int from, int to) {
    return new String(bytes.array(), from, Math.max(to - from, 0), StandardCharsets.UTF_16LE);
  }

  private static int aligned(int position) {
    return (position + 3) & ~3;
  }
}
