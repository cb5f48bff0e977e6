package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.archive.Allowance;
import dev.imagescan.agent.packages.archive.Bytes;
import dev.imagescan.agent.packages.archive.Entry;
import dev.imagescan.agent.packages.archive.ZipArchive;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one file: the archive that it is, what is shaded into it, and what is nested in it. */
final class ArchiveReader {

  /** Applications nest archives three deep; who goes deeper wants to be slow. */
  static final int MAX_DEPTH = 8;

  private static final int MAX_PACKAGES = 10_000;

  private final Source source;
  private final Allowance allowance;
  private final Map<Coordinates, License> found = new LinkedHashMap<>();

  ArchiveReader(Source source) {
    this.source = source;
    this.allowance = Allowance.of(source.file().size());
  }

  /** Adds all packages of the source; what was found before something fails is added too. */
  void read() throws IOException {
    try {
      read(new FileBytes(source.path(), source.file()), source.name(), 0);
    } finally {
      found.forEach(
          (coordinates, license) ->
              source.add(
                  Package.of(PackageType.MAVEN, coordinates.name(), coordinates.version())
                      .license(license)));
    }
  }

  private void read(Bytes bytes, String fileName, int depth) throws IOException {
    ZipArchive zip = ZipArchive.of(bytes, allowance);
    Contents contents = Contents.of(zip);
    if (Contents.isJava(fileName)) {
      readOwn(new Archive(zip, contents, source::problem), fileName, depth);
    }
    for (Entry entry : contents.nested()) {
      readNested(zip, entry, depth + 1);
    }
  }

  private void readNested(ZipArchive zip, Entry entry, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      source.problem(zip.path(entry), Unreadable.TOO_DEEP);
      return;
    }
    try (Bytes nested = zip.nested(entry)) {
      read(nested, entry.fileName(), depth);
    } catch (UnreadableException e) {
      if (e.why() != Unreadable.MALFORMED && e.why() != Unreadable.TOO_MANY_ENTRIES) {
        throw e;
      }
      source.problem(e.path(), e.why());
    }
  }

  private void readOwn(Archive archive, String fileName, int depth) throws IOException {
    Manifest manifest = archive.manifest();
    if (!manifest.get("Weave-Classes").isEmpty()) {
      // New Relic's instrumentation is named after what it instruments.
      return;
    }
    FileName file = FileName.of(fileName);
    List<Pom> poms = archive.poms(!source.identityOnly());
    Optional<RepositoryPath> place =
        depth == 0 ? RepositoryPath.of(source.path()) : Optional.empty();
    Optional<Coordinates> own =
        OwnIdentity.of(file, manifest, poms, place.map(RepositoryPath::coordinates));
    poms.forEach(pom -> add(pom.coordinates(), licenseOf(pom)));
    if (own.isPresent()) {
      OwnLicense license = new OwnLicense(archive, manifest, poms, place);
      add(own.get(), source.identityOnly() ? License.UNKNOWN : license.of(own.get(), source));
    }
  }

  private static License licenseOf(Pom pom) {
    return JavaLicenses.of(pom).map(JavaLicenses::declared).orElse(License.UNKNOWN);
  }

  private void add(Coordinates coordinates, License license) {
    if (found.size() < MAX_PACKAGES) {
      found.merge(coordinates, license, (a, b) -> a.known() ? a : b);
    }
  }
}
