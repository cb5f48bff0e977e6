package dev.imagescan.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.purl.PackageUrls;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** An inspection for programs. The schema is described in docs/cli.md, and only ever grows. */
final class InspectionJson {

  private static final String ONE = "imagescan.dev/inspection/v1";
  private static final String SEVERAL = "imagescan.dev/inspections/v1";

  private static final ObjectMapper RECORDS = new ObjectMapper();

  private InspectionJson() {}

  static void write(InspectionReport report, OutputStream out) throws IOException {
    if (report.parts().size() == 1) {
      Inspected part = report.parts().getFirst();
      JsonDocument.write(out, ONE, part.subject(), json -> members(part, json));
      return;
    }
    JsonDocument.write(
        out,
        json -> {
          json.writeStringField("schema", SEVERAL);
          json.writeArrayFieldStart("inspections");
          for (Inspected part : report.parts()) {
            json.writeStartObject();
            JsonDocument.subject(json, part.subject());
            members(part, json);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void members(Inspected part, JsonGenerator json) throws IOException {
    members(part.content(), json);
    if (part.machine().isPresent()) {
      HostContent machine = part.machine().get();
      json.writeFieldName("kernel");
      RECORDS.writeValue(json, machine.kernel());
      json.writeFieldName("runtimes");
      RECORDS.writeValue(json, machine.runtimes());
      if (machine.mounts().isPresent()) {
        json.writeFieldName("mounts");
        RECORDS.writeValue(json, machine.mounts().get().entries());
        json.writeNumberField("containerMounts", machine.mounts().get().ofContainers());
      }
    }
    if (part.judgement().isPresent()) {
      json.writeFieldName("containment");
      RECORDS.writeValue(json, part.judgement().get().containment());
      json.writeFieldName("findings");
      RECORDS.writeValue(json, part.judgement().get().findings());
    }
  }

  private static void members(RootContent content, JsonGenerator json) throws IOException {
    Distribution distribution = content.distribution().orElse(null);
    Catalogue catalogue = content.catalogue();
    if (distribution != null) {
      json.writeObjectFieldStart("distribution");
      json.writeStringField("id", distribution.id());
      JsonDocument.text(json, "versionID", distribution.versionID());
      JsonDocument.text(json, "prettyName", distribution.prettyName());
      json.writeEndObject();
    }
    layers(content, json);
    json.writeArrayFieldStart("packages");
    for (Package found : catalogue.packages()) {
      write(found, distribution, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("problems");
    for (Catalogue.Problem problem : catalogue.problems()) {
      write(problem, json);
    }
    json.writeEndArray();
    json.writeBooleanField("truncated", catalogue.truncated());
  }

  private static void layers(RootContent content, JsonGenerator json) throws IOException {
    if (!content.layers().layers().isEmpty()) {
      json.writeArrayFieldStart("layers");
      for (ImageLayer layer : content.layers().layers()) {
        json.writeStartObject();
        JsonDocument.text(json, "diffID", layer.diffID().isEmpty() ? null : layer.diffID());
        json.writeStringField("createdBy", layer.createdBy());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    JsonDocument.text(json, "layersUnknown", content.layers().unknown().orElse(null));
  }

  private static void write(Package found, Distribution distribution, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", found.type().purlType());
    json.writeStringField("name", found.name());
    json.writeStringField("version", found.version());
    JsonDocument.text(json, "architecture", found.architecture());
    JsonDocument.text(json, "source", found.source());
    json.writeObjectFieldStart("license");
    json.writeStringField("expression", found.license().expression());
    json.writeStringField("evidence", found.license().evidence().name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
    json.writeStringField("purl", PackageUrls.of(found, distribution));
    if (!found.also().isEmpty()) {
      json.writeArrayFieldStart("also");
      for (Package other : found.also()) {
        json.writeString(PackageUrls.of(other, distribution));
      }
      json.writeEndArray();
    }
    if (!found.path().isEmpty()) {
      json.writeStringField("path", Printable.of(found.path()));
    }
    if (found.layer() >= 0) {
      json.writeNumberField("layer", found.layer());
    }
    json.writeEndObject();
  }

  private static void write(Catalogue.Problem problem, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", Printable.of(problem.path()));
    json.writeStringField("reason", problem.why().reason());
    json.writeStringField("message", problem.why().sentence());
    json.writeEndObject();
  }
}
