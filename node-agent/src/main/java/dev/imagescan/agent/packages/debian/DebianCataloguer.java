package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
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

  private static final String STATUS = "var/lib/dpkg/status";
  private static final String STATUS_D = "var/lib/dpkg/status.d";

  /** The longest value of the fields of interest; only a description is ever longer. */
  private static final int MAX_VALUE = 1024;

  /**
   * A package, and where it was described.
   *
   * @param path of its file in status.d, or null for one of the status file
   */
  private record Entry(InstalledPackage installed, String path) {

    /** Where the list of its files may lie. */
    List<String> fileLists() {
      if (path != null) {
        return List.of(path + ".md5sums");
      }
      String info = "var/lib/dpkg/info/" + installed.name();
      return List.of(info + ".md5sums", info + ":" + installed.architecture() + ".md5sums");
    }
  }

  @Override
  public List<String> databases() {
    return List.of(STATUS, STATUS_D);
  }

  @Override
  public void read(Root root, Catalogue.Builder catalogue) {
    List<Entry> entries = new ArrayList<>();
    readStatus(root, catalogue, entries);
    readStatusFolder(root, catalogue, entries);
    Copyrights copyrights = new Copyrights(root, catalogue);
    for (Entry entry : entries) {
      InstalledPackage installed = entry.installed();
      catalogue.add(
          new Package(
              PackageType.DEB,
              installed.name(),
              installed.version(),
              installed.architecture(),
              installed.source(),
              copyrights.of(installed, entry.fileLists())));
    }
  }

  private static void readStatus(Root root, Catalogue.Builder catalogue, List<Entry> entries) {
    for (InstalledPackage found : packages(root, STATUS, false, catalogue)) {
      entries.add(new Entry(found, null));
    }
  }

  private static void readStatusFolder(
      Root root, Catalogue.Builder catalogue, List<Entry> entries) {
    List<String> names;
    try {
      names = root.list(STATUS_D);
    } catch (UnreadableException e) {
      catalogue.passedOverUnlessAbsent(STATUS_D, e);
      return;
    }
    for (String name : names) {
      if (!name.endsWith(".md5sums") && entries.size() <= Catalogue.MAX_PACKAGES) {
        String path = STATUS_D + "/" + name;
        for (InstalledPackage found : packages(root, path, true, catalogue)) {
          entries.add(new Entry(found, path));
        }
      }
    }
  }

  private static List<InstalledPackage> packages(
      Root root, String path, boolean stateIsOptional, Catalogue.Builder catalogue) {
    List<InstalledPackage> found = new ArrayList<>();
    try (RootFile file = root.open(path)) {
      Stanzas stanzas = new Stanzas(file, InstalledPackage.FIELDS, MAX_VALUE);
      boolean strange = false;
      boolean isDatabase = false;
      for (Map<String, String> next = stanzas.next(); next != null; next = stanzas.next()) {
        isDatabase |= next.containsKey("package");
        strange = !isDatabase;
        if (!InstalledPackage.isThere(next, stateIsOptional)) {
          continue;
        }
        Optional<InstalledPackage> installed = InstalledPackage.of(next);
        installed.ifPresentOrElse(
            found::add, () -> catalogue.passedOver(path, Unreadable.MALFORMED));
        if (found.size() > Catalogue.MAX_PACKAGES) {
          break;
        }
      }
      if (strange) {
        catalogue.passedOver(path, Unreadable.MALFORMED);
      }
    } catch (IOException e) {
      catalogue.passedOverUnlessAbsent(path, e);
    }
    return found;
  }
}
