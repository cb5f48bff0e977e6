package dev.imagescan.agent.packages.dotnet;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.XmlTexts;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * NuGet packages in the folder that NuGet unpacks them into, {@code name/version/name.nuspec}, with
 * the licences that they declare.
 *
 * @see <a href="https://learn.microsoft.com/en-us/nuget/reference/nuspec">.nuspec reference</a>
 */
public final class NuspecCataloguer implements Cataloguer {

  private static final String ENDING = ".nuspec";
  private static final List<Wanted> WANTED = List.of(new Wanted.Ending(ENDING));
  private static final int DEEPEST = 3;
  private static final int MAX_BYTES = 1 << 20;
  private static final String METADATA = "package/metadata/";
  private static final Set<String> FIELDS =
      Set.of("id", "version", "license", "license@type", "licenseUrl");

  @Override
  public List<Wanted> wanted() {
    return WANTED;
  }

  /** Elsewhere such a file tells how to make a package, not that there is one. */
  @Override
  public boolean wants(String path) {
    String[] names = path.toLowerCase(Locale.ROOT).split("/");
    return names.length >= 3 && names[names.length - 1].equals(names[names.length - 3] + ENDING);
  }

  @Override
  public void read(Source source) throws IOException {
    Map<String, String> fields = new HashMap<>();
    if (source.file().size() > MAX_BYTES) {
      throw new UnreadableException(source.path(), Unreadable.TOO_LARGE);
    }
    // It may have grown since.
    XmlTexts.read(
        new ByteArrayInputStream(source.file().readNBytes(MAX_BYTES)),
        DEEPEST,
        (path, text) -> {
          if (path.startsWith(METADATA) && FIELDS.contains(path.substring(METADATA.length()))) {
            fields.putIfAbsent(path.substring(METADATA.length()), text);
          }
        });
    Library library =
        Library.of(fields.get("id"), fields.get("version"))
            .orElseThrow(() -> new UnreadableException(source.path(), Unreadable.MALFORMED));
    source.add(
        Package.of(PackageType.NUGET, library.name(), library.version()).license(license(fields)));
  }

  private static License license(Map<String, String> fields) {
    boolean expression = "expression".equals(fields.get("license@type"));
    Optional<LicenseExpression> declared =
        expression
            ? DeclaredLicense.spdx(fields.getOrDefault("license", ""))
            : DeclaredLicense.url(fields.getOrDefault("licenseUrl", ""));
    return declared
        .map(found -> new License(found.bounded(), Evidence.DECLARED))
        .orElse(License.UNKNOWN);
  }
}
