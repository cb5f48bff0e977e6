package dev.imagescan.agent.packages.pacman;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.LicenseFolder;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Packages that pacman installed: each has a folder in its local database, with a description and a
 * list of files.
 *
 * @see <a href="https://man.archlinux.org/man/alpm_list.3">libalpm, the library that writes it</a>
 */
public final class PacmanCataloguer implements Cataloguer {

  private static final String DESCRIPTION = "desc";
  private static final Pattern PATH = Pattern.compile("var/lib/pacman/local/[^/]+/desc");

  private static final Set<String> KEYS = Set.of("NAME", "VERSION", "BASE", "ARCH", "LICENSE");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9@._+-]{1,255}");
  private static final Pattern VERSION = Pattern.compile("[!-.0-~]{1,255}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Named(DESCRIPTION));
  }

  @Override
  public boolean wants(String path) {
    return PATH.matcher(path).matches();
  }

  @Override
  public void read(Source source) throws IOException {
    Map<String, List<String>> values = Sections.read(source.file(), KEYS);
    String name = first(values, "NAME");
    String version = first(values, "VERSION");
    if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
      throw new UnreadableException(source.path(), Unreadable.MALFORMED);
    }
    String architecture = first(values, "ARCH");
    String base = first(values, "BASE");
    Package found =
        Package.of(PackageType.ALPM, name, version)
            .architecture(ARCHITECTURE.matcher(architecture).matches() ? architecture : null)
            .source(NAME.matcher(base).matches() && !base.equals(name) ? base : null);
    if (source.identityOnly()) {
      source.add(found);
      return;
    }
    Optional<LicenseExpression> declared =
        ArchLicenses.of(values.getOrDefault("LICENSE", List.of()));
    source.add(found.license(LicenseFolder.decide(source, name, declared)));
    noteFiles(source, found);
  }

  private static String first(Map<String, List<String>> values, String key) {
    return values.getOrDefault(key, List.of("")).getFirst();
  }

  private static void noteFiles(Source source, Package found) {
    String path = source.beside("files");
    Optional<RootFile> files = source.open(path);
    if (files.isEmpty()) {
      return;
    }
    try (RootFile file = files.get()) {
      Sections.read(
          file,
          (key, value) -> {
            if (key.equals("FILES") && !value.endsWith("/")) {
              source.owns(found, value);
            }
          });
    } catch (IOException e) {
      source.problem(path, e);
    }
  }
}
