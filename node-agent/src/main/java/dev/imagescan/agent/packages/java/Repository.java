package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The pom.xml files that a repository keeps beside archives. */
final class Repository {

  /** A project's licence is often its parent's, or the one's above. */
  private static final int MAX_PARENTS = 6;

  private final Source source;
  private final RepositoryPath place;

  Repository(Source source, RepositoryPath place) {
    this.source = source;
    this.place = place;
  }

  /** What an artifact's project declares, or the nearest of its parents that declares something. */
  Optional<LicenseExpression> license(Coordinates artifact) {
    Optional<Coordinates> next = Optional.of(artifact);
    for (int i = 0; i <= MAX_PARENTS && next.isPresent(); i++) {
      Optional<PomXml> project = next.flatMap(place::pomOf).flatMap(this::read);
      Optional<LicenseExpression> license =
          project.map(PomXml::licenses).flatMap(JavaLicenses::ofProject);
      if (license.isPresent()) {
        return license;
      }
      next = project.flatMap(PomXml::parent);
      Optional<LicenseExpression> known = next.flatMap(ParentLicenses::of);
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.empty();
  }

  private Optional<PomXml> read(String path) {
    Optional<RootFile> file = source.open(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = new BoundedStream(file.get(), Archive.MAX_TEXT)) {
      return PomReader.read(in);
    } catch (IOException e) {
      source.problem(path, e);
      return Optional.empty();
    }
  }
}
