package dev.imagescan.agent.packages.lua;

import dev.imagescan.agent.licenses.DeclaredLicense;
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
 * Packages that LuaRocks installed: by the rockspec that it keeps of each at {@code
 * luarocks/rocks-5.4/NAME/VERSION/NAME-VERSION.rockspec}. The path says which; a rockspec is a Lua
 * program, and is not run.
 *
 * @see <a href="https://github.com/luarocks/luarocks/blob/main/docs/rockspec_format.md">Rockspec
 *     format</a>
 */
public final class LuaRocksCataloguer implements Cataloguer {

  /** A rockspec has said its licence long before. */
  private static final int MAX_LINES = 2_000;

  private static final Pattern INSTALLED =
      Pattern.compile(
          "(?:.*/)?rocks(?:-[0-9.]+)?/(?<name>[a-z0-9._-]{1,200})/(?<version>[!-.0-~]{1,200})"
              + "/\\1-\\2\\.rockspec");

  private static final Pattern LICENSE =
      Pattern.compile(".*?\\blicense\\s*=\\s*(?:\"(?<a>[^\"]*)\"|'(?<b>[^']*)').*");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Ending(".rockspec"));
  }

  @Override
  public boolean wants(String path) {
    return INSTALLED.matcher(path).matches();
  }

  @Override
  public void read(Source source) throws IOException {
    Matcher path = INSTALLED.matcher(source.path());
    if (!path.matches()) {
      return;
    }
    Package found = Package.of(PackageType.LUAROCKS, path.group("name"), path.group("version"));
    if (!source.identityOnly()) {
      String declared = license(new Lines(source.file()));
      found =
          found.license(
              LicenseFiles.decide(
                  declared == null ? Optional.empty() : DeclaredLicense.name(declared),
                  () -> LicenseFiles.in(source, source.beside("doc"))));
    }
    source.add(found);
  }

  private static String license(Lines lines) throws IOException {
    String line = lines.next();
    for (int i = 0; line != null && i < MAX_LINES; i++, line = lines.next()) {
      Matcher license = LICENSE.matcher(line);
      if (license.matches()) {
        return license.group("a") != null ? license.group("a") : license.group("b");
      }
    }
    return null;
  }
}
