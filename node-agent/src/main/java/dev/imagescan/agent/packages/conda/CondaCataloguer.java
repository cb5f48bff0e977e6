package dev.imagescan.agent.packages.conda;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.JsonText;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Packages of Conda environments: by the record that each has in the environment's conda-meta.
 *
 * @see <a href="https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html">
 *     Conda package specification</a>
 */
public final class CondaCataloguer implements Cataloguer {

  private static final String FOLDER = "conda-meta";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}");
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  private record Installed(String name, String version, String license) {}

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Ending(".json"));
  }

  @Override
  public boolean wants(String path) {
    int folder = path.lastIndexOf('/') - FOLDER.length();
    return folder >= 0
        && path.startsWith(FOLDER, folder)
        && (folder == 0 || path.charAt(folder - 1) == '/');
  }

  @Override
  public void read(Source source) throws IOException {
    Installed one = JsonText.read(source.path(), source.file(), CondaCataloguer::installed);
    if (one.name() == null
        || one.version() == null
        || !NAME.matcher(one.name()).matches()
        || !VERSION.matcher(one.version()).matches()) {
      throw new UnreadableException(source.path(), Unreadable.MALFORMED);
    }
    Package found = Package.of(PackageType.CONDA, one.name(), one.version());
    source.add(
        source.identityOnly() || one.license() == null
            ? found
            : found.license(
                LicenseFiles.decide(DeclaredLicense.name(one.license()), Optional::empty)));
  }

  private static Installed installed(JsonParser json) throws IOException {
    String name = null;
    String version = null;
    String license = null;
    if (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        switch (json.currentName()) {
          case "name" -> name = JsonText.text(json);
          case "version" -> version = JsonText.text(json);
          case "license" -> license = JsonText.text(json);
          default -> JsonText.skip(json);
        }
      }
    }
    return new Installed(name, version, license);
  }
}
