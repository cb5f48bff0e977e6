package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.LicenseExpression.All;
import dev.imagescan.agent.licenses.LicenseExpression.Single;
import dev.imagescan.agent.licenses.LicenseFileCache;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.java.PomXml.Declared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What archives say of their licences. */
final class JavaLicenses {

  /** A clause of an OSGi header: a name, and its attributes with their values. */
  private static final Pattern LINK =
      Pattern.compile(";\\s*link\\s*:?=\\s*(?:\"(?<quoted>[^\"]*)\"|(?<bare>[^;\"]*))");

  private static final String EXTERNAL = "<<EXTERNAL>>";
  private static final int MAX_CLAUSES = 20;

  private static final LicenseExpression GPL_WITH_EXCEPTION =
      new Single("GPL-2.0-only", "Classpath-exception-2.0");

  private static final Set<LicenseExpression> CHOICES =
      Set.of(
          LicenseExpression.of("CDDL-1.0"),
          LicenseExpression.of("CDDL-1.1"),
          LicenseExpression.of("EPL-2.0"));

  private JavaLicenses() {}

  /**
   * The licences of a pom.xml, any of which may be chosen.
   *
   * @see <a href="https://maven.apache.org/pom.html#licenses">POM reference</a>
   */
  static Optional<LicenseExpression> ofProject(List<Declared> licenses) {
    List<Optional<LicenseExpression>> known =
        licenses.stream().map(each -> DeclaredLicense.nameAndUrl(each.name(), each.url())).toList();
    if (known.stream().allMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    LicenseExpression unnamed = LicenseExpression.of("LicenseRef-unnamed");
    return Optional.of(
        LicenseExpression.any(known.stream().map(each -> each.orElse(unnamed)).toList()));
  }

  /** The licences of what Maven built, by its pom.xml or what that inherits. */
  static Optional<LicenseExpression> of(Pom pom) {
    return pom.project()
        .flatMap(
            project ->
                project.licenses().isEmpty()
                    ? project.parent().flatMap(ParentLicenses::of)
                    : ofProject(project.licenses()));
  }

  /**
   * The licences of a manifest. Bundle-License is written by tools that take it from the pom.xml,
   * so of several licences any may be chosen here too.
   */
  static Optional<LicenseExpression> ofManifest(Manifest manifest) {
    List<Declared> licenses = new ArrayList<>();
    for (String clause : clauses(manifest.get("Bundle-License"))) {
      String name = clause.split(";", 2)[0].strip().replace("\"", "");
      Matcher link = LINK.matcher(clause);
      String url =
          !link.find()
              ? null
              : link.group("quoted") == null ? link.group("bare") : link.group("quoted");
      if (!name.equals(EXTERNAL) || url != null) {
        licenses.add(new Declared(name.equals(EXTERNAL) ? null : name, url));
      }
    }
    String jenkins = manifest.get("Plugin-License-Name");
    if (licenses.isEmpty() && !jenkins.isEmpty()) {
      licenses.add(new Declared(jenkins, manifest.get("Plugin-License-Url")));
    }
    return ofProject(licenses);
  }

  /** The parts between the commas that do not stand in quotes, or in a name such as "…, v2". */
  private static List<String> clauses(String header) {
    List<String> clauses = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < header.length() && clauses.size() < MAX_CLAUSES; i++) {
      quoted ^= header.charAt(i) == '"';
      if (header.charAt(i) == ',' && !quoted && !isVersionNext(header, i + 1)) {
        clauses.add(header.substring(start, i));
        start = i + 1;
      }
    }
    clauses.add(header.substring(start));
    return clauses.stream().filter(clause -> !clause.isBlank()).toList();
  }

  private static boolean isVersionNext(String header, int from) {
    return header.regionMatches(true, from, " version", 0, 8)
        || header.regionMatches(true, from, " v.", 0, 3)
        || header.regionMatches(true, from, " v2", 0, 3)
        || header.regionMatches(true, from, " v1", 0, 3)
        || header.regionMatches(true, from, " v3", 0, 3);
  }

  /** The licence of a text in the archive. */
  static Optional<LicenseExpression> ofText(String text) {
    return LicenseFileCache.read(text).map(JavaLicenses::choice);
  }

  /**
   * The projects that were Sun's and are Eclipse's offer the GPL with its exception as an
   * alternative; their files hold both texts, and no word about that.
   */
  private static LicenseExpression choice(LicenseExpression read) {
    return read instanceof All(List<LicenseExpression> parts)
            && parts.size() == 2
            && parts.contains(GPL_WITH_EXCEPTION)
            && parts.stream().anyMatch(CHOICES::contains)
        ? LicenseExpression.any(parts)
        : read;
  }

  static License declared(LicenseExpression expression) {
    return new License(expression.bounded(), Evidence.DECLARED);
  }

  static License fromText(LicenseExpression expression) {
    return new License(expression.bounded(), Evidence.TEXT);
  }
}
