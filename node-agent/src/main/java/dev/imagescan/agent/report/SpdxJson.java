package dev.imagescan.agent.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.purl.PackageUrls;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An inspection as an SPDX 2.3 document. A licence that a package or a file for programs states is
 * declared; one that was read out of a text for people is concluded.
 *
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/">SPDX 2.3</a>
 */
final class SpdxJson {

  private static final String NOASSERTION = License.NOASSERTION;
  private static final Pattern REFERENCE = Pattern.compile("LicenseRef-[A-Za-z0-9.-]+");

  private final InspectionReport report;
  private final JsonGenerator json;
  private final Set<String> references = new TreeSet<>();
  private final List<String[]> relationships = new ArrayList<>();
  private int packages;

  private SpdxJson(InspectionReport report, JsonGenerator json) {
    this.report = report;
    this.json = json;
  }

  static void write(InspectionReport report, OutputStream out) throws IOException {
    JsonDocument.write(out, json -> new SpdxJson(report, json).members());
  }

  private void members() throws IOException {
    json.writeStringField("spdxVersion", "SPDX-2.3");
    json.writeStringField("dataLicense", "CC0-1.0");
    json.writeStringField("SPDXID", "SPDXRef-DOCUMENT");
    json.writeStringField("name", report.title());
    json.writeStringField("documentNamespace", "https://imagescan.dev/spdx/" + uuid());
    json.writeObjectFieldStart("creationInfo");
    json.writeStringField("created", report.time().truncatedTo(ChronoUnit.SECONDS).toString());
    json.writeArrayFieldStart("creators");
    json.writeString("Tool: imagescan-" + ProductVersion.TEXT);
    json.writeEndArray();
    json.writeEndObject();
    json.writeArrayFieldStart("packages");
    for (int i = 0; i < report.parts().size(); i++) {
      part(report.parts().get(i), "SPDXRef-Subject-" + (i + 1));
    }
    json.writeEndArray();
    references();
    json.writeArrayFieldStart("relationships");
    for (String[] relationship : relationships) {
      json.writeStartObject();
      json.writeStringField("spdxElementId", relationship[0]);
      json.writeStringField("relationshipType", relationship[1]);
      json.writeStringField("relatedSpdxElement", relationship[2]);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The same content at the same time is the same document. */
  private UUID uuid() {
    StringBuilder all = new StringBuilder(report.title() + "\n" + report.time());
    report.parts().forEach(part -> all.append('\n').append(part.content().catalogue().packages()));
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void part(Inspected part, String id) throws IOException {
    relationships.add(new String[] {"SPDXRef-DOCUMENT", "DESCRIBES", id});
    json.writeStartObject();
    json.writeStringField("SPDXID", id);
    json.writeStringField("name", part.subject().toString());
    common(NOASSERTION, NOASSERTION);
    json.writeStringField("primaryPackagePurpose", "CONTAINER");
    json.writeEndObject();
    for (Package found : part.content().catalogue().packages()) {
      write(found, part, id);
    }
  }

  private void write(Package found, Inspected part, String subject) throws IOException {
    String id = "SPDXRef-Package-" + ++packages;
    relationships.add(new String[] {subject, "CONTAINS", id});
    Distribution distribution = part.content().distribution().orElse(null);
    json.writeStartObject();
    json.writeStringField("SPDXID", id);
    json.writeStringField("name", found.name());
    json.writeStringField("versionInfo", found.version());
    String expression = found.license().expression();
    Matcher matcher = REFERENCE.matcher(expression);
    while (matcher.find()) {
      references.add(matcher.group());
    }
    boolean concluded = found.license().evidence() == License.Evidence.TEXT;
    common(concluded ? NOASSERTION : expression, concluded ? expression : NOASSERTION);
    if (!found.path().isEmpty()) {
      json.writeStringField("sourceInfo", "found at /" + Printable.of(found.path()));
    }
    JsonDocument.text(json, "comment", part.diffID(found).map("in layer "::concat).orElse(null));
    json.writeArrayFieldStart("externalRefs");
    reference(PackageUrls.of(found, distribution));
    for (Package other : found.also()) {
      reference(PackageUrls.of(other, distribution));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void common(String declared, String concluded) throws IOException {
    json.writeStringField("downloadLocation", NOASSERTION);
    json.writeBooleanField("filesAnalyzed", false);
    json.writeStringField("licenseDeclared", declared);
    json.writeStringField("licenseConcluded", concluded);
    json.writeStringField("copyrightText", NOASSERTION);
  }

  private void reference(String url) throws IOException {
    json.writeStartObject();
    json.writeStringField("referenceCategory", "PACKAGE-MANAGER");
    json.writeStringField("referenceType", "purl");
    json.writeStringField("referenceLocator", url);
    json.writeEndObject();
  }

  /** Licences that are not on SPDX's list, of which no more is known than what packages say. */
  private void references() throws IOException {
    if (references.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("hasExtractedLicensingInfos");
    for (String id : references) {
      json.writeStartObject();
      json.writeStringField("licenseId", id);
      json.writeStringField("name", id.substring("LicenseRef-".length()));
      json.writeStringField(
          "extractedText", "Packages name this licence; its text was not compared with any.");
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
