package dev.imagescan.agent.packages.python;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.packages.archive.Allowance;
import dev.imagescan.agent.packages.archive.Entry;
import dev.imagescan.agent.packages.archive.FileBytes;
import dev.imagescan.agent.packages.archive.ZipArchive;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Packages of Python: wheels as pip installs them (NAME.dist-info), and the older eggs, as folders,
 * as single files and as archives. The name is the project's own writing of it.
 *
 * @see <a
 *     href="https://packaging.python.org/en/latest/specifications/recording-installed-packages/">
 *     Recording installed projects</a>
 */
public final class PythonCataloguer implements Cataloguer {

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?");

  /** As PEP 440 has it and looser, as old packages do. */
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  /** The interpreter describes itself so; it is no package. */
  private static final String INTERPRETER = "Python";

  private static final String IN_EGG = "EGG-INFO/PKG-INFO";

  @Override
  public List<Wanted> wanted() {
    return List.of(
        new Wanted.Named("METADATA"),
        new Wanted.Named("PKG-INFO"),
        new Wanted.Ending(".egg-info"),
        new Wanted.Ending(".egg"));
  }

  @Override
  public boolean wants(String path) {
    return InstalledAs.of(path) != InstalledAs.NOTHING;
  }

  @Override
  public void read(Source source) throws IOException {
    if (InstalledAs.of(source.path()) != InstalledAs.EGG_ARCHIVE) {
      read(source, source.file());
      return;
    }
    ZipArchive archive =
        ZipArchive.of(
            new FileBytes(source.path(), source.file()), Allowance.of(source.file().size()));
    for (Entry entry : archive.entries(IN_EGG::equals, 1)) {
      try (InputStream in = archive.stream(entry)) {
        read(source, in);
      }
    }
  }

  private static void read(Source source, InputStream in) throws IOException {
    CoreMetadata metadata = CoreMetadata.read(in);
    String name = metadata.name();
    String version = metadata.version();
    if (name == null
        || version == null
        || !NAME.matcher(name).matches()
        || !VERSION.matcher(version).matches()) {
      throw new UnreadableException(source.path(), Unreadable.MALFORMED);
    }
    if (!name.equals(INTERPRETER)) {
      Package found = Package.of(PackageType.PYPI, name, version);
      source.add(source.identityOnly() ? found : withLicense(found, metadata, source));
    }
  }

  private static Package withLicense(Package found, CoreMetadata metadata, Source source) {
    Optional<LicenseExpression> declared =
        DeclaredLicense.python(
            metadata.licenseExpression(), metadata.license(), metadata.classifiers());
    return found.license(LicenseFiles.decide(declared, () -> files(source)));
  }

  /** Newer tools put licence files into a folder of their own. */
  private static Optional<LicenseExpression> files(Source source) {
    if (InstalledAs.of(source.path()) != InstalledAs.FOLDER) {
      return Optional.empty();
    }
    List<String> paths = new ArrayList<>();
    List<String> names = source.list(source.directory());
    names.stream().map(source::beside).forEach(paths::add);
    if (names.contains("licenses")) {
      String folder = source.beside("licenses");
      source.list(folder).stream().map(name -> folder + "/" + name).forEach(paths::add);
    }
    return LicenseFiles.among(source, paths.stream().filter(LicenseFiles::is).toList());
  }
}
