package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Java runtimes, by the release file that each has in its directory. */
public final class JvmCataloguer implements Cataloguer {

  private static final List<Wanted> WANTED = List.of(new Wanted.Named("release"));

  @Override
  public List<Wanted> wanted() {
    return WANTED;
  }

  @Override
  public void read(Source source) throws IOException {
    // Other files have this name too; those are no problem.
    Optional<JvmRelease> release = JvmRelease.read(source.file());
    if (release.isEmpty()) {
      return;
    }
    boolean compiles = source.list(source.beside("bin")).contains("javac");
    Package found =
        Package.of(
            PackageType.GENERIC,
            release.get().product(source.directory(), compiles),
            release.get().version());
    source.add(source.identityOnly() ? found : licensed(found, source));
  }

  private static Package licensed(Package found, Source source) throws IOException {
    Optional<RootFile> file = source.open(source.beside("legal/java.base/LICENSE"));
    if (file.isEmpty()) {
      return found;
    }
    try (InputStream in = new BoundedStream(file.get(), Archive.MAX_TEXT)) {
      return JavaLicenses.ofText(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .map(read -> found.license(JavaLicenses.fromText(read)))
          .orElse(found);
    }
  }
}
