package dev.imagescan.agent.packages.brew;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages that Homebrew installed: by the formula that it keeps of each at {@code
 * Cellar/NAME/VERSION/.brew/NAME.rb}. The path says which; a formula is a Ruby program, and is not
 * run. The formulas of taps are what could be installed, and do not count.
 */
public final class HomebrewCataloguer implements Cataloguer {

  /** A formula has said its licence long before. */
  private static final int MAX_LINES = 200;

  private static final Pattern INSTALLED =
      Pattern.compile(
          "(?:.*/)?Cellar/(?<name>[A-Za-z0-9@._+-]{1,200})/(?<version>[!-.0-~]{1,200})/\\.brew/[^/]+");

  /** One licence; of several, and how they belong together, the program has more to say. */
  private static final Pattern LICENSE = Pattern.compile("\\s*license\\s+\"(?<id>[^\"]+)\"\\s*");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Ending(".rb"));
  }

  @Override
  public boolean wants(String path) {
    return path.contains("/.brew/") && INSTALLED.matcher(path).matches();
  }

  @Override
  public void read(Source source) throws IOException {
    Matcher path = INSTALLED.matcher(source.path());
    if (!path.matches()) {
      return;
    }
    Package found = Package.of(PackageType.BREW, path.group("name"), path.group("version"));
    if (!source.identityOnly()) {
      Optional<LicenseExpression> declared = license(new Lines(source.file()));
      String files = source.directory().substring(0, source.directory().lastIndexOf('/'));
      found = found.license(LicenseFiles.decide(declared, () -> LicenseFiles.in(source, files)));
    }
    source.add(found);
  }

  private static Optional<LicenseExpression> license(Lines lines) throws IOException {
    String line = lines.next();
    for (int i = 0; line != null && i < MAX_LINES; i++, line = lines.next()) {
      Matcher license = LICENSE.matcher(line);
      if (license.matches()) {
        return DeclaredLicense.spdx(license.group("id"));
      }
    }
    return Optional.empty();
  }
}
