package dev.imagescan.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The mount table of a process, for people or for programs. */
public record MountReport(Subject subject, MountTable table) {

  private static final String SCHEMA = "imagescan.dev/mounts/v1";

  /** The forms in which it can be written. */
  public enum Form {
    TABLE,
    JSON
  }

  /** Writes the report; the stream is flushed and stays open. */
  public void write(Form form, OutputStream out) throws IOException {
    switch (form) {
      case TABLE -> out.write(asTable().getBytes(StandardCharsets.UTF_8));
      case JSON -> JsonDocument.write(out, SCHEMA, subject, this::members);
    }
    out.flush();
  }

  private String asTable() {
    TextTable rows =
        new TextTable("MOUNT POINT", "TYPE", "SOURCE", "ROOT", "PROPAGATION", "OPTIONS");
    for (Mount mount : table.mounts()) {
      rows.row(
          Printable.of(mount.mountPoint()),
          Printable.of(mount.type()),
          Printable.of(mount.source()),
          Printable.of(mount.root()),
          mount.propagation().isEmpty() ? "private" : Printable.of(mount.propagation()),
          Printable.of(mount.options()));
    }
    StringBuilder text = new StringBuilder();
    rows.appendTo(text);
    if (table.truncated()) {
      text.append("\nThere is more than is shown: a bound was reached.\n");
    }
    return text.toString();
  }

  private void members(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("mounts");
    for (Mount mount : table.mounts()) {
      json.writeStartObject();
      json.writeNumberField("id", mount.id());
      json.writeNumberField("parent", mount.parent());
      json.writeStringField("device", String.valueOf(mount.device()));
      json.writeStringField("mountPoint", Printable.of(mount.mountPoint()));
      json.writeStringField("type", Printable.of(mount.type()));
      json.writeStringField("source", Printable.of(mount.source()));
      json.writeStringField("root", Printable.of(mount.root()));
      json.writeStringField("options", Printable.of(mount.options()));
      json.writeStringField("propagation", Printable.of(mount.propagation()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("truncated", table.truncated());
  }
}
