package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.metadata.LicenseFolder;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Packages that rpm installed, by its database, wherever the distribution keeps it and of whichever
 * kind it is, and those of images whose database was replaced by a manifest. Keys, which rpm keeps
 * as packages without an architecture, are none.
 */
public final class RpmCataloguer implements Cataloguer {

  private static final String MANIFEST = "var/lib/rpmmanifest/container-manifest-2";
  private static final List<String> DIRECTORIES =
      List.of("var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm");
  private static final List<String> NAMES = List.of("rpmdb.sqlite", "Packages.db", "Packages");

  private static final int MAX_LICENSE = 4096;

  @Override
  public List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    databases().forEach(path -> wanted.add(new Wanted.AtPath(path)));
    wanted.add(new Wanted.AtPath(MANIFEST));
    return wanted;
  }

  /** Where a database may be. */
  static List<String> databases() {
    return DIRECTORIES.stream()
        .flatMap(directory -> NAMES.stream().map(name -> directory + "/" + name))
        .toList();
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    RootFile file = source.file();
    try {
      if (source.path().equals(MANIFEST)) {
        Manifest.read(file, found -> source.add(asPackage(found)));
      } else {
        readDatabase(source, new DatabaseFile(file.size(), file::read));
      }
    } catch (MalformedException e) {
      throw new UnreadableException(source.path(), e.why());
    }
  }

  /** The log that lies beside the database now says nothing of the one in a lower layer. */
  private static void readDatabase(Source source, DatabaseFile database) throws IOException {
    Optional<RootFile> log =
        source.identityOnly() ? Optional.empty() : source.open(source.path() + "-wal");
    try {
      RpmDatabase.read(
          database,
          () -> log.map(file -> new DatabaseFile(file.size(), file::read)),
          new Found(source));
    } finally {
      log.ifPresent(RootFile::close);
    }
  }

  private static Package asPackage(InstalledPackage found) {
    return Package.of(PackageType.RPM, found.name(), found.version())
        .architecture(found.architecture())
        .source(found.source());
  }

  /** Makes packages of headers. */
  private record Found(Source source) implements Headers {

    @Override
    public void next(ByteBuffer blob) throws IOException {
      Header header = new Header(blob);
      if (InstalledPackage.isKey(header)) {
        return;
      }
      Package found = asPackage(InstalledPackage.of(header).orElseThrow(MalformedException::new));
      if (source.identityOnly()) {
        source.add(found);
        return;
      }
      source.add(
          found.license(
              LicenseFolder.decide(
                  source,
                  found.name(),
                  header.text(Tag.LICENSE, MAX_LICENSE).flatMap(DeclaredLicense::fedora))));
      InstalledFiles.each(header, path -> source.owns(found, path));
    }

    @Override
    public void broken(MalformedException e) {
      source.problem(source.path(), e.why());
    }
  }
}
