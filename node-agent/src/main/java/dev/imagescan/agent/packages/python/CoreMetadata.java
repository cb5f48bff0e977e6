package dev.imagescan.agent.packages.python;

import dev.imagescan.agent.packages.metadata.HeaderFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a METADATA or PKG-INFO file says in its header; the description may follow behind it. Null
 * is what it does not say.
 *
 * @param name the project's name as it is written
 * @param license the License field, perhaps of many lines
 * @param licenseExpression the License-Expression field
 * @param classifiers all Classifier fields
 * @see <a href="https://packaging.python.org/en/latest/specifications/core-metadata/">Core
 *     metadata</a>
 */
record CoreMetadata(
    String name,
    String version,
    String license,
    String licenseExpression,
    List<String> classifiers) {

  private static final Set<String> FIELDS =
      Set.of("name", "version", "license", "license-expression", "classifier");

  /** Some tools begin each continued line with a bar. */
  private static final Pattern BAR = Pattern.compile("\n\\|");

  /** Reads the header; the stream stays open. */
  static CoreMetadata read(InputStream in) throws IOException {
    HeaderFields fields = HeaderFields.read(in, FIELDS);
    String license = fields.first("license");
    return new CoreMetadata(
        fields.first("name"),
        fields.first("version"),
        license == null ? null : BAR.matcher(license).replaceAll("\n"),
        fields.first("license-expression"),
        fields.all("classifier"));
  }
}
