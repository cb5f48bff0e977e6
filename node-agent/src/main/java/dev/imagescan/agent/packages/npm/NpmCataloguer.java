package dev.imagescan.agent.packages.npm;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Packages that npm, pnpm or yarn installed, and applications of Node.js: by their package.json
 * files with a name and a version. A copy inside another package counts when its folder bears its
 * name; {@link Placement} tells what does not count.
 */
public final class NpmCataloguer implements Cataloguer {

  private static final Pattern SIGNS = Pattern.compile("[._-]");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Named("package.json"));
  }

  @Override
  public boolean wants(String path) {
    return Placement.of(path) != Placement.NONE;
  }

  @Override
  public void read(Source source) throws IOException {
    Placement placement = Placement.of(source.path());
    PackageJson json;
    try {
      json = PackageJson.read(source.path(), source.file());
    } catch (UnreadableException e) {
      if (placement != Placement.INSTALLED && e.why() == Unreadable.MALFORMED) {
        return; // A template, or broken on purpose.
      }
      throw e;
    }
    if (!counts(json, placement, source)) {
      return;
    }
    Package found = Package.of(PackageType.NPM, json.name(), json.version());
    source.add(source.identityOnly() ? found : found.license(Licenses.of(json, source)));
  }

  private static boolean counts(PackageJson json, Placement placement, Source source) {
    return json.isPackage()
        && switch (placement) {
          case INSTALLED, OWN -> true;
          case CARRIED -> !json.ofNoRegistry() && bearsName(source.directory(), json.name());
          case NONE -> false;
        };
  }

  /** Signs are left out of folders' names now and then: base64 holds base-64. */
  private static boolean bearsName(String directory, String name) {
    return ("/" + SIGNS.matcher(directory).replaceAll(""))
        .endsWith("/" + SIGNS.matcher(name).replaceAll(""));
  }
}
