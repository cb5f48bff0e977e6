package dev.imagescan.agent.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.OutputStream;

/** What the JSON documents of this package have in common. */
final class JsonDocument {

  private JsonDocument() {}

  /** Writes the members of a document's object. */
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes a document about one subject: its schema, its subject, its members, a newline. */
  static void write(OutputStream out, String schema, Subject subject, Members members)
      throws IOException {
    write(
        out,
        json -> {
          json.writeStringField("schema", schema);
          subject(json, subject);
          members.write(json);
        });
  }

  /** Writes what a document is about. */
  static void subject(JsonGenerator json, Subject subject) throws IOException {
    json.writeObjectFieldStart("subject");
    switch (subject) {
      case Subject.OfProcess(int pid) -> json.writeNumberField("pid", pid);
      case Subject.Node() -> json.writeBooleanField("node", true);
      case Subject.Directory(String path) -> json.writeStringField("root", path);
      case Subject.Archive(String path) -> json.writeStringField("archive", path);
      case Subject.Image(String name, String digest) -> {
        json.writeStringField("image", name);
        json.writeStringField("digest", digest);
      }
    }
    json.writeEndObject();
  }

  /** Writes a document's object, and a newline. */
  static void write(OutputStream out, Members members) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(printer);
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /** Writes a member unless there is nothing to say. */
  static void text(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }
}
