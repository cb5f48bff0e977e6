package dev.imagescan.agent.packages.r;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.HeaderFields;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Packages of R: by the DESCRIPTION in the folder of each. Only what was installed says when it was
 * built; the sources of a package do not.
 *
 * @see <a href="https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file">
 *     Writing R Extensions</a>
 */
public final class RCataloguer implements Cataloguer {

  private static final Set<String> FIELDS = Set.of("package", "version", "license", "built");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9.]{0,254}");
  private static final Pattern VERSION = Pattern.compile("[0-9][0-9.-]{0,254}");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Named("DESCRIPTION"));
  }

  @Override
  public void read(Source source) throws IOException {
    HeaderFields fields = HeaderFields.read(source.file(), FIELDS);
    String name = fields.first("package");
    String version = fields.first("version");
    if (name == null
        || version == null
        || fields.first("built") == null
        || !NAME.matcher(name).matches()
        || !VERSION.matcher(version).matches()) {
      return;
    }
    Package found = Package.of(PackageType.CRAN, name, version);
    String license = fields.first("license");
    source.add(
        source.identityOnly()
            ? found
            : found.license(
                LicenseFiles.decide(
                    LicenseField.read(license == null ? "" : license),
                    () -> LicenseFiles.in(source, source.directory()))));
  }
}
