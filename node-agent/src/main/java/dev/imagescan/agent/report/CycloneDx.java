package dev.imagescan.agent.report;

import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.purl.PackageUrls;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Evidence;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.component.evidence.Occurrence;
import org.cyclonedx.model.license.Acknowledgement;
import org.cyclonedx.model.license.Expression;
import org.cyclonedx.model.metadata.ToolInformation;

/**
 * An inspection as a CycloneDX 1.6 bill of materials. A licence that a package or its copyright
 * file states is declared; one that was read out of a text for people is concluded.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
final class CycloneDx {

  private static final int MAX_OCCURRENCES = 100;

  private CycloneDx() {}

  static String of(InspectionReport report) {
    Bom bom = new Bom();
    Set<String> urls = new LinkedHashSet<>();
    for (Inspected part : report.parts()) {
      Distribution distribution = part.content().distribution().orElse(null);
      if (distribution != null && urls.add(operatingSystem(distribution).getBomRef())) {
        bom.addComponent(operatingSystem(distribution));
      }
      Map<String, List<Package>> byUrl = new LinkedHashMap<>();
      part.content()
          .catalogue()
          .packages()
          .forEach(
              found ->
                  byUrl
                      .computeIfAbsent(PackageUrls.of(found, distribution), _ -> new ArrayList<>())
                      .add(found));
      byUrl.forEach(
          (url, places) -> {
            if (urls.add(url)) {
              bom.addComponent(component(places, part, url));
            }
          });
    }
    bom.setMetadata(metadata(report));
    bom.setSerialNumber("urn:uuid:" + uuid(report, urls));
    try {
      return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n";
    } catch (GeneratorException e) {
      throw new IllegalStateException("a bill of materials of plain values can be written", e);
    }
  }

  /** The same content at the same time is the same document. */
  private static UUID uuid(InspectionReport report, Set<String> urls) {
    String all = report.title() + "\n" + report.time() + "\n" + String.join("\n", urls);
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
  }

  private static Metadata metadata(InspectionReport report) {
    Component tool = new Component();
    tool.setType(Component.Type.APPLICATION);
    tool.setName("imagescan");
    tool.setVersion(ProductVersion.TEXT);
    ToolInformation tools = new ToolInformation();
    tools.setComponents(List.of(tool));
    Component subject = new Component();
    subject.setType(Component.Type.CONTAINER);
    subject.setName(report.title());
    Metadata metadata = new Metadata();
    metadata.setTimestamp(Date.from(report.time()));
    metadata.setToolChoice(tools);
    metadata.setComponent(subject);
    return metadata;
  }

  private static Component operatingSystem(Distribution distribution) {
    Component system = new Component();
    system.setType(Component.Type.OPERATING_SYSTEM);
    system.setBomRef(
        distribution.versionID() == null
            ? "os:" + distribution.id()
            : "os:" + distribution.id() + ":" + distribution.versionID());
    system.setName(distribution.id());
    system.setVersion(distribution.versionID());
    system.setDescription(distribution.prettyName());
    return system;
  }

  private static Component component(List<Package> places, Inspected part, String url) {
    Package found = places.getFirst();
    Component component = new Component();
    component.setType(Component.Type.LIBRARY);
    component.setBomRef(url);
    component.setPurl(url);
    component.setName(found.name());
    component.setVersion(found.version());
    places.stream()
        .map(Package::license)
        .filter(License::known)
        .findFirst()
        .ifPresent(
            license -> {
              component.setLicenses(licenses(license));
              component.addProperty(
                  property("license:evidence", license.evidence().name().toLowerCase(Locale.ROOT)));
            });
    if (found.source() != null) {
      component.addProperty(property("source", found.source()));
    }
    part.diffID(found).ifPresent(id -> component.addProperty(property("layer:diffID", id)));
    found.also().stream()
        .map(other -> PackageUrls.of(other, part.content().distribution().orElse(null)))
        .forEach(other -> component.addProperty(property("also", other)));
    occurrences(places, component);
    return component;
  }

  private static void occurrences(List<Package> places, Component component) {
    List<Occurrence> occurrences = new ArrayList<>();
    for (Package place : places) {
      if (!place.path().isEmpty() && occurrences.size() < MAX_OCCURRENCES) {
        Occurrence occurrence = new Occurrence();
        occurrence.setLocation("/" + Printable.of(place.path()));
        occurrences.add(occurrence);
      }
    }
    if (!occurrences.isEmpty()) {
      Evidence evidence = new Evidence();
      evidence.setOccurrences(occurrences);
      component.setEvidence(evidence);
    }
  }

  private static Property property(String name, String value) {
    return new Property("imagescan:" + name, value);
  }

  private static LicenseChoice licenses(License license) {
    Acknowledgement acknowledgement =
        license.evidence() == License.Evidence.TEXT
            ? Acknowledgement.CONCLUDED
            : Acknowledgement.DECLARED;
    LicenseChoice choice = new LicenseChoice();
    if (isOneListedId(license.expression())) {
      org.cyclonedx.model.License one = new org.cyclonedx.model.License();
      one.setId(license.expression());
      one.setAcknowledgement(acknowledgement);
      choice.addLicense(one);
    } else {
      Expression expression = new Expression(license.expression());
      expression.setAcknowledgement(acknowledgement);
      choice.setExpression(expression);
    }
    return choice;
  }

  private static boolean isOneListedId(String expression) {
    return expression.indexOf(' ') < 0
        && !expression.endsWith("+")
        && !expression.startsWith("LicenseRef-");
  }
}
