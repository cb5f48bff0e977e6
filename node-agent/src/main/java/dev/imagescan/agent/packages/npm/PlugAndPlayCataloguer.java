package dev.imagescan.agent.packages.npm;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.archive.Allowance;
import dev.imagescan.agent.packages.archive.Entry;
import dev.imagescan.agent.packages.archive.FileBytes;
import dev.imagescan.agent.packages.archive.ZipArchive;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Packages that Yarn left in its archives, for Node.js to load from there: an application's
 * .pnp.cjs names the archive of each. It is a program, and is not run: every location stands on a
 * line of its own. An archive that is in the cache and that no application names is not installed;
 * and packages that were unpacked are {@link NpmCataloguer}'s.
 *
 * @see <a href="https://yarnpkg.com/advanced/pnp-spec">Plug'n'Play specification</a>
 */
public final class PlugAndPlayCataloguer implements Cataloguer {

  /** What the locations that one file names may take, in characters. */
  private static final int MAX_TEXT = 4 << 20;

  @Override
  public List<Wanted> wanted() {
    return List.of(
        new Wanted.Named(".pnp.cjs"),
        new Wanted.Named(".pnp.js"),
        new Wanted.Named(".pnp.data.json"));
  }

  @Override
  public void read(Source source) throws IOException {
    Set<PackedLocation> locations = new LinkedHashSet<>();
    Lines lines = new Lines(source.file());
    int text = 0;
    for (String line = lines.next(); line != null; line = lines.next()) {
      Optional<PackedLocation> named = PackedLocation.in(line, source.directory());
      if (named.isPresent() && locations.add(named.get())) {
        text += named.get().archive().length() + named.get().packageJson().length();
      }
      if (locations.size() > Catalogue.MAX_PACKAGES || text > MAX_TEXT) {
        throw new UnreadableException(source.path(), Unreadable.TOO_MANY_ENTRIES);
      }
    }
    for (PackedLocation location : locations) {
      Optional<RootFile> there = source.open(location.archive());
      if (there.isPresent()) {
        try (RootFile file = there.get()) {
          readArchive(location, file, source);
        } catch (UnreadableException e) {
          source.problem(e.path(), e.why());
        }
      }
    }
  }

  private static void readArchive(PackedLocation location, RootFile file, Source source)
      throws IOException {
    ZipArchive archive =
        ZipArchive.of(new FileBytes(location.archive(), file), Allowance.of(file.size()));
    for (Entry entry : archive.entries(location.packageJson()::equals, 1)) {
      try (InputStream in = archive.stream(entry)) {
        PackageJson json = PackageJson.read(archive.path(entry), in);
        if (json.isPackage()) {
          source.add(
              Package.of(PackageType.NPM, json.name(), json.version())
                  .license(LicenseFiles.decide(Licenses.declared(json.licenses()), Optional::empty))
                  .at(location.archive()));
        }
      }
    }
  }
}
