package dev.imagescan.agent.packages.conan;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages in the store of Conan 1: each is at {@code
 * .conan/data/NAME/VERSION/USER/CHANNEL/package/ID} with a conaninfo.txt of its own. The path says
 * which.
 */
public final class ConanCataloguer implements Cataloguer {

  private static final Pattern INSTALLED =
      Pattern.compile(
          "(?:.*/)?(?<name>[A-Za-z0-9_][A-Za-z0-9_+.-]{1,100})/(?<version>[A-Za-z0-9_][A-Za-z0-9_+.-]{0,100})"
              + "/[A-Za-z0-9_+.-]+/[A-Za-z0-9_+.-]+/package/[0-9a-f]{40}/conaninfo\\.txt");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Named("conaninfo.txt"));
  }

  @Override
  public boolean wants(String path) {
    return INSTALLED.matcher(path).matches();
  }

  @Override
  public void read(Source source) {
    Matcher path = INSTALLED.matcher(source.path());
    if (path.matches()) {
      Package found = Package.of(PackageType.CONAN, path.group("name"), path.group("version"));
      source.add(
          source.identityOnly()
              ? found
              : found.license(
                  LicenseFiles.decide(
                      Optional.empty(), () -> LicenseFiles.in(source, source.beside("licenses")))));
    }
  }
}
