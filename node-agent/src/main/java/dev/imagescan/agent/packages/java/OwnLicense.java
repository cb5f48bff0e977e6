package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The licence of an archive itself: what its pom.xml declares, or the one that its repository keeps
 * beside it with its parents, or the manifest; and where none of them names a licence of the SPDX
 * list, the licence's text in the archive.
 *
 * @param poms what Maven built of what is in the archive, itself included
 * @param place its place in a repository, if it lies in one
 */
record OwnLicense(
    Archive archive, Manifest manifest, List<Pom> poms, Optional<RepositoryPath> place) {

  License of(Coordinates own, Source source) throws IOException {
    Optional<LicenseExpression> declared =
        poms.stream()
            .filter(pom -> pom.coordinates().equals(own))
            .findFirst()
            .flatMap(JavaLicenses::of)
            .or(() -> place.flatMap(at -> new Repository(source, at).license(own)))
            .or(() -> JavaLicenses.ofManifest(manifest));
    if (declared.filter(LicenseExpression::listed).isPresent()) {
      return JavaLicenses.declared(declared.get());
    }
    return fromTexts(own).or(() -> declared.map(JavaLicenses::declared)).orElse(License.UNKNOWN);
  }

  /**
   * Where others are shaded in, a text may be theirs; where texts differ, one of them is. A text
   * that the SPDX list has only in part counts where there is no other.
   */
  private Optional<License> fromTexts(Coordinates own) throws IOException {
    if (poms.stream().anyMatch(pom -> !pom.coordinates().equals(own))) {
      return Optional.empty();
    }
    List<LicenseExpression> read =
        archive.licenses(JavaLicenses::ofText).stream()
            .filter(LicenseFiles::isPartlyListed)
            .distinct()
            .toList();
    List<LicenseExpression> known = read.stream().filter(LicenseExpression::listed).toList();
    List<LicenseExpression> best = known.isEmpty() ? read : known;
    return best.size() == 1
        ? Optional.of(JavaLicenses.fromText(best.getFirst()))
        : Optional.empty();
  }
}
