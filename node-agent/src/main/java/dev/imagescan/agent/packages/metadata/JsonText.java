package dev.imagescan.agent.packages.metadata;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON out of a container, read token by token: nothing is kept but what is asked for, however
 * deep, long or often named it is. Bytes that are not UTF-8 become replacement characters, as in
 * the programs that these files are made for, and of a key that is given twice the last counts.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class JsonText {

  /** The longest document that is read, in characters. */
  static final long MAX_LENGTH = 64L << 20;

  /** The deepest nesting that is read. */
  static final int MAX_DEPTH = 200;

  /** The longest string or name that is read, in characters. */
  static final int MAX_STRING = 1 << 20;

  /** No name of anything is longer, in characters; a text that is counts as none. */
  static final int MAX_TEXT = 16 << 10;

  /** How many texts of a list are kept. */
  private static final int MAX_TEXTS = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_STRING)
                  .maxDocumentLength(MAX_LENGTH)
                  .build())
          .build();

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private JsonText() {}

  /** Makes something of the tokens. */
  public interface Reading<T> {
    /** Begins before the first token; what it leaves unread is ignored. */
    T read(JsonParser json) throws IOException;
  }

  /**
   * Reads a document from a stream, which stays open.
   *
   * @throws UnreadableException when it is not JSON, or beyond a bound
   */
  public static <T> T read(String path, InputStream in, Reading<T> reading) throws IOException {
    try (JsonParser json = FACTORY.createParser(withoutMark(in))) {
      return reading.read(json);
    } catch (JacksonException _) {
      throw new UnreadableException(path, Unreadable.MALFORMED);
    }
  }

  private static Reader withoutMark(InputStream in) throws IOException {
    PushbackReader reader = new PushbackReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int first = reader.read();
    if (first >= 0 && first != BYTE_ORDER_MARK) {
      reader.unread(first);
    }
    return reader;
  }

  /** The text of the value that comes next; null, with the value passed over, when it is none. */
  public static String text(JsonParser json) throws IOException {
    json.nextToken();
    String text = current(json);
    json.skipChildren();
    return text;
  }

  /** The text that was taken last; null when that is no text. */
  public static String current(JsonParser json) throws IOException {
    boolean isText = json.currentToken() == JsonToken.VALUE_STRING;
    return isText && json.getTextLength() <= MAX_TEXT ? json.getText() : null;
  }

  /** Passes over the value that comes next. */
  public static void skip(JsonParser json) throws IOException {
    json.nextToken();
    json.skipChildren();
  }

  /** The texts of a list, or of a value that is one text by itself; what is no text is left out. */
  public static List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    if (json.nextToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        add(json, texts);
      }
    } else {
      add(json, texts);
    }
    return texts;
  }

  private static void add(JsonParser json, List<String> texts) throws IOException {
    String text = current(json);
    if (text != null && texts.size() < MAX_TEXTS) {
      texts.add(text);
    }
    json.skipChildren();
  }
}
