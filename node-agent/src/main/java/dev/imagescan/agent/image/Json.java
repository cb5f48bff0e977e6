package dev.imagescan.agent.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Reads JSON member by member, so that what is not asked for costs no memory. Names are told in
 * lower case: the runtimes, being written in Go, take them in any, and must not read something else
 * than we do.
 */
public final class Json {

  /** The longest document and the longest text in it. */
  public static final int MOST_BYTES = 4 << 20;

  private static final int DEEPEST = 64;
  private static final int MOST_ITEMS = 10_000;

  private Json() {}

  /** Reads one value, which the parser stands at. */
  public interface Value {
    /** May leave the value unread. */
    void read(JsonParser json) throws IOException;
  }

  /** Reads one member of an object; the parser stands at its value. */
  public interface Member {
    /** May leave the value unread. */
    void read(String name, JsonParser json) throws IOException;
  }

  /**
   * Reads a whole document.
   *
   * @param what the document's name in an error
   * @throws ImageFormatException when it is no JSON, or goes beyond the bounds
   */
  public static void document(InputStream in, long mostBytes, String what, Value value)
      throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(mostBytes)
                    .maxStringLength(MOST_BYTES)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .build();
    try (JsonParser json = factory.createParser(in)) {
      json.nextToken();
      value.read(json);
    } catch (JsonProcessingException | CharConversionException e) {
      throw new ImageFormatException(what + " is not JSON, or more of it than is read");
    }
  }

  /** Reads an object's members; another value has none. */
  public static void object(JsonParser json, Member member) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName().toLowerCase(Locale.ROOT);
      json.nextToken();
      rest(json, () -> member.read(name, json));
    }
  }

  /** Reads an array's items; another value has none. */
  public static void array(JsonParser json, Value item) throws IOException {
    array(json, MOST_ITEMS, item);
  }

  /** The same with another bound on their number. */
  public static void array(JsonParser json, int most, Value item) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
      if (i == most) {
        throw new ImageFormatException("a list of more than " + most + " items is not read");
      }
      rest(json, () -> item.read(json));
    }
  }

  /** A text; that of anything else is empty. */
  public static String text(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
  }

  private interface Reading {
    void run() throws IOException;
  }

  /** Whatever the reader leaves of an object or array is passed over. */
  private static void rest(JsonParser json, Reading reading) throws IOException {
    JsonToken token = json.currentToken();
    int depth = json.getParsingContext().getNestingDepth();
    reading.run();
    boolean opened = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
    while (opened && json.getParsingContext().getNestingDepth() >= depth) {
      if (json.nextToken() == null) {
        throw new ImageFormatException("a JSON document ends early");
      }
    }
  }
}
