package dev.imagescan.agent.packages.portage;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages that Portage installed: each has a folder below its category's, named after it and its
 * version, with a file for each of its variables and one that lists what it installed.
 *
 * @see <a href="https://projects.gentoo.org/pms/8/pms.html#x1-180003">Package Manager
 *     Specification, names and versions</a>
 */
public final class PortageCataloguer implements Cataloguer {

  private static final String CONTENTS = "CONTENTS";
  private static final Pattern FOLDER = Pattern.compile("var/db/pkg/([^/]+)/([^/]+)/CONTENTS");

  private static final Pattern CATEGORY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9+_.-]{0,99}");
  private static final Pattern NAME_AND_VERSION =
      Pattern.compile(
          "([A-Za-z0-9_][A-Za-z0-9+_-]{0,149})"
              + "-(\\d+(?:\\.\\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\\d*)*(?:-r\\d+)?)");
  private static final int MAX_FOLDER = 255;

  /** A file, or a link to another: what comes behind the path are a checksum, times, the target. */
  private static final Pattern INSTALLED =
      Pattern.compile("obj (.+) [0-9a-f]{32} \\d+|sym (.+?) -> .*");

  private static final int MAX_TEXT = 16 << 10;

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Named(CONTENTS));
  }

  @Override
  public boolean wants(String path) {
    return FOLDER.matcher(path).matches();
  }

  @Override
  public void read(Source source) throws IOException {
    Matcher folder = FOLDER.matcher(source.path());
    Package found =
        folder.matches() ? asPackage(folder.group(1), folder.group(2)).orElse(null) : null;
    if (found == null) {
      throw new UnreadableException(source.path(), Unreadable.MALFORMED);
    }
    if (source.identityOnly()) {
      source.add(found);
      return;
    }
    source.add(found.license(license(source)));
    Lines lines = new Lines(source.file());
    for (String line = lines.next(); line != null; line = lines.next()) {
      Matcher installed = INSTALLED.matcher(line);
      if (installed.matches()) {
        source.owns(found, installed.group(installed.group(1) == null ? 2 : 1));
      }
    }
  }

  private static Optional<Package> asPackage(String category, String folder) {
    Matcher parts = NAME_AND_VERSION.matcher(folder);
    return folder.length() <= MAX_FOLDER && CATEGORY.matcher(category).matches() && parts.matches()
        ? Optional.of(
            Package.of(PackageType.EBUILD, category + "/" + parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  private static License license(Source source) {
    Optional<String> use = text(source, source.beside("USE"));
    Set<String> flags = new HashSet<>(List.of(use.orElse("").strip().split("\\s+")));
    Predicate<String> conditions =
        condition ->
            use.isEmpty()
                || (condition.startsWith("!")
                    ? !flags.contains(condition.substring(1))
                    : flags.contains(condition));
    return text(source, source.beside("LICENSE"))
        .flatMap(declared -> GentooLicense.parse(declared, conditions))
        .map(expression -> new License(expression.bounded(), Evidence.DECLARED))
        .orElse(License.UNKNOWN);
  }

  private static Optional<String> text(Source source, String path) {
    Optional<RootFile> there = source.open(path);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    try (RootFile file = there.get()) {
      return Optional.of(new String(file.readNBytes(MAX_TEXT), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      source.problem(path, e);
      return Optional.empty();
    }
  }
}
