package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.SpdxParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The licences of projects that many others inherit from. A pom.xml that declares none has its
 * parent's, which is in a repository far away; of these it is known. A line names a project, or a
 * group with all that is below it.
 */
final class ParentLicenses {

  private static final String RESOURCE = "parents.txt";
  private static final String BELOW = ".**";
  private static final Map<String, LicenseExpression> LICENSES = new HashMap<>();

  static {
    try (InputStream in = ParentLicenses.class.getResourceAsStream(RESOURCE);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      reader.lines().filter(line -> !line.startsWith("#")).forEach(ParentLicenses::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ParentLicenses() {}

  private static void add(String line) {
    String[] halves = line.split(" ", 2);
    LICENSES.put(halves[0], SpdxParser.parse(halves[1]).orElseThrow());
  }

  /** What a project declares, if that is known. */
  static Optional<LicenseExpression> of(Coordinates parent) {
    LicenseExpression found = LICENSES.get(parent.name());
    String group = parent.group();
    while (found == null && !group.isEmpty()) {
      found = LICENSES.get(group + BELOW);
      group = group.substring(0, Math.max(group.lastIndexOf('.'), 0));
    }
    return Optional.ofNullable(found);
  }
}
