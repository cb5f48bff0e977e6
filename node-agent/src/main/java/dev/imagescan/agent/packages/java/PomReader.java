package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.XmlTexts;
import dev.imagescan.agent.packages.java.PomXml.Declared;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads pom.xml files, and keeps no more of them than what is of interest. */
final class PomReader implements XmlTexts.Visitor {

  private static final int DEEPEST = 4;
  private static final int MAX_VALUES = 1000;
  private static final int MAX_LICENSES = 20;

  private static final Set<String> OWN = Set.of("groupId", "artifactId", "version");

  private final Map<String, String> values = new HashMap<>();
  private final List<Declared> licenses = new ArrayList<>();
  private String licenseName;
  private String licenseUrl;

  private PomReader() {}

  /** The project of a pom.xml; empty when it is none. The stream's length must be bounded. */
  static Optional<PomXml> read(InputStream in) {
    PomReader reader = new PomReader();
    boolean whole = XmlTexts.read(in, DEEPEST, reader);
    return whole && !reader.values.isEmpty()
        ? Optional.of(new PomXml(reader.values, reader.licenses))
        : Optional.empty();
  }

  @Override
  public void text(String path, String text) {
    switch (path) {
      case "project/licenses/license/name" -> licenseName = text;
      case "project/licenses/license/url" -> licenseUrl = text;
      case "project/licenses/license" -> endOfLicense();
      case String _ -> keep(path, text);
    }
  }

  private void endOfLicense() {
    if (licenses.size() < MAX_LICENSES && (licenseName != null || licenseUrl != null)) {
      licenses.add(new Declared(licenseName, licenseUrl));
    }
    licenseName = null;
    licenseUrl = null;
  }

  private void keep(String path, String text) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    String above = path.substring(0, Math.max(slash, 0));
    boolean own = OWN.contains(name) && values.size() < MAX_VALUES;
    if (own && above.equals("project")) {
      values.put("project." + name, text);
    } else if (own && above.equals("project/parent")) {
      values.put("project.parent." + name, text);
    } else if (above.equals("project/properties") && values.size() < MAX_VALUES) {
      values.putIfAbsent(name, text);
    }
  }
}
