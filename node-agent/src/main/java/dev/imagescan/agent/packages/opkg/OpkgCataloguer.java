package dev.imagescan.agent.packages.opkg;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Lines;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.debian.Stanzas;
import dev.imagescan.agent.packages.metadata.LicenseFolder;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packages that opkg installed, as OpenWrt, Yocto and Entware keep them: a status file like dpkg's,
 * and in a folder beside it a control file and a list of files for each. Where there is no status
 * file, the control files are the packages.
 *
 * @see <a href="https://openwrt.org/docs/guide-user/additional-software/opkg">Opkg package
 *     manager</a>
 */
public final class OpkgCataloguer implements Cataloguer {

  private static final List<String> DATABASES =
      List.of("usr/lib/opkg", "var/lib/opkg", "opt/lib/opkg");
  private static final String STATUS = "/status";
  private static final String INFO = "/info";
  private static final String CONTROL = ".control";

  /** The longest value of the fields of interest; only a description is ever longer. */
  private static final int MAX_VALUE = 1024;

  @Override
  public List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    for (String database : DATABASES) {
      wanted.add(new Wanted.AtPath(database + STATUS));
      wanted.add(new Wanted.InDirectory(database + INFO));
    }
    return wanted;
  }

  @Override
  public boolean wants(String path) {
    return path.endsWith(STATUS) || path.endsWith(CONTROL);
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    boolean alone = source.path().endsWith(CONTROL);
    if (alone && isThere(source, source.directory().replace(INFO, STATUS))) {
      return;
    }
    Stanzas stanzas = new Stanzas(source.file(), InstalledPackage.FIELDS, MAX_VALUE);
    String info = alone ? source.directory() : source.directory() + INFO;
    int count = 0;
    boolean isDatabase = false;
    for (Map<String, String> next = stanzas.next();
        next != null && count <= Catalogue.MAX_PACKAGES;
        next = stanzas.next()) {
      isDatabase |= next.containsKey("package");
      if (!isDatabase) {
        source.problem(source.path(), Unreadable.MALFORMED);
      } else if (InstalledPackage.isThere(next)) {
        count++;
        add(next, source, info, alone);
      }
    }
  }

  private static boolean isThere(Source source, String path) {
    Optional<RootFile> file = source.open(path);
    file.ifPresent(RootFile::close);
    return file.isPresent();
  }

  private static void add(Map<String, String> stanza, Source source, String info, boolean alone) {
    Optional<InstalledPackage> installed = InstalledPackage.of(stanza);
    if (installed.isEmpty()) {
      source.problem(source.path(), Unreadable.MALFORMED);
      return;
    }
    String name = installed.get().name();
    Package found = installed.get().asPackage();
    if (source.identityOnly()) {
      source.add(found);
      return;
    }
    Map<String, String> control = alone ? stanza : first(source, info + "/" + name + CONTROL);
    source.add(
        found
            .source(installed.get().source(stanza, control))
            .license(
                LicenseFolder.decide(source, name, InstalledPackage.license(stanza, control))));
    noteFiles(source, info + "/" + name + ".list", found);
  }

  private static Map<String, String> first(Source source, String path) {
    Optional<RootFile> there = source.open(path);
    if (there.isEmpty()) {
      return Map.of();
    }
    try (RootFile file = there.get()) {
      Map<String, String> stanza = new Stanzas(file, InstalledPackage.FIELDS, MAX_VALUE).next();
      return stanza == null ? Map.of() : stanza;
    } catch (IOException e) {
      source.problem(path, e);
      return Map.of();
    }
  }

  private static void noteFiles(Source source, String path, Package found) {
    Optional<RootFile> there = source.open(path);
    if (there.isEmpty()) {
      return;
    }
    try (RootFile file = there.get()) {
      Lines lines = new Lines(file);
      for (String line = lines.next(); line != null; line = lines.next()) {
        String installed = line.split("\t", 2)[0];
        if (!installed.isBlank()) {
          source.owns(found, installed);
        }
      }
    } catch (IOException e) {
      source.problem(path, e);
    }
  }
}
