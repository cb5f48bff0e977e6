package dev.imagescan.agent.stored;

import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.purl.PackageUrls;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Distribution;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.LicenseEvidence;
import dev.imagescan.api.v1alpha1.Problem;
import dev.imagescan.api.v1alpha1.ReportedLayer;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes of an image's report what was found when it was written. */
final class StoredContent {

  private StoredContent() {}

  /**
   * The content of a report.
   *
   * @param packages all of them, those of its further parts too
   */
  static RootContent of(ImageReportStatus status, List<ReportedPackage> packages) {
    List<ReportedLayer> layers = Objects.requireNonNullElse(status.layers(), List.of());
    return new RootContent(
        Optional.ofNullable(status.distribution()).map(StoredContent::distribution),
        new Catalogue(
            packages.stream().flatMap(StoredContent::one).toList(),
            Objects.requireNonNullElse(status.problems(), List.<Problem>of()).stream()
                .map(problem -> new Catalogue.Problem(plain(problem.path()), why(problem.reason())))
                .toList(),
            Boolean.TRUE.equals(status.truncated())),
        new ImageHistory(
            layers.stream().map(StoredContent::layer).toList(),
            Optional.ofNullable(plain(status.layersUnknown()))));
  }

  /** A package of a name that this program would not have written is left out. */
  private static Stream<Package> one(ReportedPackage stored) {
    if (!Package.isPlain(stored.name()) || !Package.isPlain(stored.version())) {
      return Stream.empty();
    }
    return Stream.of(
        Package.of(
                PackageType.ofPurlType(stored.type()).orElse(PackageType.GENERIC),
                stored.name(),
                stored.version())
            .architecture(plain(stored.architecture()))
            .source(plain(stored.source()))
            .license(license(stored))
            .inLayer(stored.layer() == null ? -1 : stored.layer())
            .also(
                Objects.requireNonNullElse(stored.also(), List.<String>of()).stream()
                    .map(PackageUrls::parse)
                    .flatMap(Optional::stream)
                    .toList()));
  }

  private static Distribution distribution(Distribution stored) {
    return new Distribution(
        plain(stored.id()), plain(stored.versionID()), plain(stored.prettyName()));
  }

  /** Who has taken over a node writes what it likes into its reports, terminal escapes too. */
  private static String plain(String stored) {
    return stored == null
        ? null
        : stored
            .codePoints()
            .map(each -> Printable.isPlain(each) ? each : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  private static License license(ReportedPackage stored) {
    return stored.license() == null
        ? License.UNKNOWN
        : new License(plain(stored.license()), evidence(stored.evidence()));
  }

  private static License.Evidence evidence(LicenseEvidence stored) {
    return switch (stored) {
      case DECLARED -> License.Evidence.DECLARED;
      case FILE -> License.Evidence.FILE;
      case TEXT -> License.Evidence.TEXT;
      case null -> License.Evidence.DECLARED;
    };
  }

  private static ImageLayer layer(ReportedLayer stored) {
    return new ImageLayer(
        plain(Objects.requireNonNullElse(stored.diffID(), "")),
        plain(Objects.requireNonNullElse(stored.createdBy(), "")));
  }

  private static Unreadable why(String reason) {
    return Arrays.stream(Unreadable.values())
        .filter(why -> why.reason().equals(reason))
        .findFirst()
        .orElse(Unreadable.IO_ERROR);
  }
}
