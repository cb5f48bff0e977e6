package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packages that dpkg installed, and those of images that were put together without it: distroless
 * images have one file a package in {@code status.d} instead of {@code status}. Licences come from
 * the copyright files that Debian's policy asks every package for.
 *
 * @see <a href="https://manpages.debian.org/bookworm/dpkg/dpkg.1.en.html#FILES">dpkg(1), files</a>
 */
public final class DebianCataloguer implements Cataloguer {

  private static final String STATUS_D = "status.d";

  /** What lies in status.d beside a package's own file. */
  private static final List<String> BESIDE =
      List.of(
          ".conffiles",
          ".list",
          ".md5sums",
          ".postinst",
          ".postrm",
          ".preinst",
          ".prerm",
          ".shlibs",
          ".symbols",
          ".triggers");

  /** The longest value of the fields of interest; only a description is ever longer. */
  private static final int MAX_VALUE = 1024;

  @Override
  public List<Wanted> wanted() {
    return List.of(
        new Wanted.AtPath("var/lib/dpkg/status"),
        new Wanted.InDirectory("var/lib/dpkg/status.d"),
        new Wanted.AtPath("usr/lib/dpkg/status"),
        new Wanted.InDirectory("usr/lib/dpkg/status.d"));
  }

  @Override
  public boolean wants(String path) {
    return BESIDE.stream().noneMatch(path::endsWith);
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    boolean alone = source.directory().endsWith(STATUS_D);
    Stanzas stanzas = new Stanzas(source.file(), InstalledPackage.FIELDS, MAX_VALUE);
    Copyrights copyrights = new Copyrights(source);
    boolean isDatabase = false;
    int count = 0;
    for (Map<String, String> next = stanzas.next();
        next != null && count <= Catalogue.MAX_PACKAGES;
        next = stanzas.next()) {
      isDatabase |= next.containsKey("package");
      if (!isDatabase) {
        source.problem(source.path(), Unreadable.MALFORMED);
      }
      if (InstalledPackage.isThere(next, alone)) {
        count++;
        Optional<InstalledPackage> installed = InstalledPackage.of(next);
        installed.ifPresentOrElse(
            found -> add(found, source, copyrights, fileLists(found, source, alone)),
            () -> source.problem(source.path(), Unreadable.MALFORMED));
      }
    }
  }

  /** Where the list of a package's files may lie. */
  private static List<String> fileLists(InstalledPackage found, Source source, boolean alone) {
    if (alone) {
      return List.of(source.path() + ".md5sums");
    }
    String info = source.directory() + "/info/" + found.name();
    String qualified = info + ":" + found.architecture();
    return List.of(info + ".list", qualified + ".list", info + ".md5sums", qualified + ".md5sums");
  }

  private static void add(
      InstalledPackage installed, Source source, Copyrights copyrights, List<String> fileLists) {
    Package found =
        Package.of(PackageType.DEB, installed.name(), installed.version())
            .architecture(installed.architecture())
            .source(installed.source());
    if (source.identityOnly()) {
      source.add(found);
      return;
    }
    Optional<String> copyright = FileList.read(source, fileLists, found);
    source.add(found.license(copyrights.of(installed.name(), copyright)));
  }
}
