package dev.imagescan.agent.packages.dotnet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/** Reads .deps.json files as a stream, and keeps no more of them than what is of interest. */
final class DepsReader {

  /** No text in it is longer, in characters. */
  private static final int MAX_STRING = 64 << 10;

  /** Names are not remembered from file to file: a hostile one has millions of them. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_STRING)
                  .build())
          .build();

  /** What is kept, in bytes; honest files stay far below. */
  private static final int MAX_KEPT = 4 << 20;

  /** What a text in a set takes beside its characters, in bytes. */
  private static final int TEXT = 100;

  private static final Set<String> FILES = Set.of("runtime", "resources", "compile", "native");

  private interface Field {
    /** Reads the value that the parser stands at. */
    void read(String name, JsonParser json) throws IOException;
  }

  private final DepsFile file = new DepsFile();
  private int kept;

  private DepsReader() {}

  /** The file; empty when it is none. */
  static Optional<DepsFile> read(InputStream in) throws IOException {
    DepsReader reader = new DepsReader();
    try (JsonParser json = FACTORY.createParser(in)) {
      json.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      fields(json, reader::part);
      return Optional.of(reader.file);
    } catch (JsonProcessingException | CharConversionException e) {
      return Optional.empty();
    }
  }

  private static void fields(JsonParser json, Field field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      field.read(name, json);
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new JsonParseException(json, "an object ends");
    }
  }

  private void part(String name, JsonParser json) throws IOException {
    switch (name) {
      case "targets" -> fields(json, (_, target) -> fields(target, this::target));
      case "libraries" -> fields(json, this::library);
      default -> json.skipChildren();
    }
  }

  private void target(String key, JsonParser json) throws IOException {
    DepsFile.Part part = kept(key) ? file.part(key) : null;
    if (part == null) {
      json.skipChildren();
      return;
    }
    part.inTarget = true;
    fields(
        json,
        (name, value) -> {
          if (FILES.contains(name)) {
            fields(value, (path, each) -> file(part, path, each));
          } else if (name.equals("dependencies")) {
            fields(value, (need, version) -> need(part, need, version));
          } else {
            value.skipChildren();
          }
        });
  }

  private void file(DepsFile.Part part, String path, JsonParser json) throws IOException {
    if (kept(path)) {
      part.files.add(path);
    }
    json.skipChildren();
  }

  private void need(DepsFile.Part part, String name, JsonParser json) throws IOException {
    String key = name + "/" + json.getValueAsString("");
    if (kept(key)) {
      part.needs.add(key);
    }
    json.skipChildren();
  }

  private void library(String key, JsonParser json) throws IOException {
    DepsFile.Part part = kept(key) ? file.part(key) : null;
    if (part == null) {
      json.skipChildren();
      return;
    }
    fields(
        json,
        (name, value) -> {
          if (name.equals("type")) {
            part.type = value.getValueAsString("");
          }
          boolean source = name.equals("sha512") || name.equals("path");
          part.hasSource |= source && !value.getValueAsString("").isEmpty();
          value.skipChildren();
        });
  }

  private boolean kept(String text) {
    kept += kept <= MAX_KEPT ? text.length() + TEXT : 0;
    return kept <= MAX_KEPT;
  }
}
