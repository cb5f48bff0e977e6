package dev.imagescan.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
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

  private static final String SCHEMA = "imagescan.dev/inspection/v1";

  private InspectionJson() {}

  static void write(InspectionReport report, OutputStream out) throws IOException {
    JsonDocument.write(out, SCHEMA, report.subject(), json -> members(report, json));
  }

  private static void members(InspectionReport report, JsonGenerator json) throws IOException {
    Distribution distribution = report.content().distribution().orElse(null);
    Catalogue catalogue = report.content().catalogue();
    if (distribution != null) {
      json.writeObjectFieldStart("distribution");
      json.writeStringField("id", distribution.id());
      JsonDocument.text(json, "versionID", distribution.versionID());
      JsonDocument.text(json, "prettyName", distribution.prettyName());
      json.writeEndObject();
    }
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
