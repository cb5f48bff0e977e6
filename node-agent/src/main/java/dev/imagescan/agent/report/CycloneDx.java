package dev.imagescan.agent.report;

import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.purl.PackageUrls;
import dev.imagescan.api.v1alpha1.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
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

  private CycloneDx() {}

  static String of(InspectionReport report) {
    Distribution distribution = report.content().distribution().orElse(null);
    Bom bom = new Bom();
    bom.setMetadata(metadata(report));
    if (distribution != null) {
      bom.addComponent(operatingSystem(distribution));
    }
    Set<String> urls = new LinkedHashSet<>();
    for (Package found : report.content().catalogue().packages()) {
      String url = PackageUrls.of(found, distribution);
      if (urls.add(url)) {
        bom.addComponent(component(found, url));
      }
    }
    bom.setSerialNumber("urn:uuid:" + uuid(report, urls));
    try {
      return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n";
    } catch (GeneratorException e) {
      throw new IllegalStateException("a bill of materials of plain values can be written", e);
    }
  }

  /** The same content at the same time is the same document. */
  private static UUID uuid(InspectionReport report, Set<String> urls) {
    String all = report.subject() + "\n" + report.time() + "\n" + String.join("\n", urls);
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
    subject.setName(report.subject().toString());
    Metadata metadata = new Metadata();
    metadata.setTimestamp(Date.from(report.time()));
    metadata.setToolChoice(tools);
    metadata.setComponent(subject);
    return metadata;
  }

  private static Component operatingSystem(Distribution distribution) {
    Component system = new Component();
    system.setType(Component.Type.OPERATING_SYSTEM);
    system.setName(distribution.id());
    system.setVersion(distribution.versionID());
    system.setDescription(distribution.prettyName());
    return system;
  }

  private static Component component(Package found, String url) {
    Component component = new Component();
    component.setType(Component.Type.LIBRARY);
    component.setBomRef(url);
    component.setPurl(url);
    component.setName(found.name());
    component.setVersion(found.version());
    if (found.license().known()) {
      component.setLicenses(licenses(found.license()));
      component.addProperty(
          property("license:evidence", found.license().evidence().name().toLowerCase(Locale.ROOT)));
    }
    if (found.source() != null) {
      component.addProperty(property("source", found.source()));
    }
    return component;
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
