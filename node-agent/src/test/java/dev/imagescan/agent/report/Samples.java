package dev.imagescan.agent.report;

import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Inspections to write. */
final class Samples {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private Samples() {}

  /** One of everything that a report can say. */
  static InspectionReport full() {
    List<Package> packages =
        List.of(
            Package.of(PackageType.DEB, "base-files", "12.4+deb12u5")
                .architecture("amd64")
                .at("var/lib/dpkg/status")
                .inLayer(0)
                .license(new License("GPL-2.0-or-later", Evidence.TEXT)),
            Package.of(PackageType.DEB, "libc6", "2:2.36-9~x")
                .architecture("amd64")
                .source("glibc")
                .license(
                    new License("LGPL-2.1-or-later AND (MIT OR LicenseRef-foo)", Evidence.FILE)),
            Package.of(PackageType.DEB, "nobody-knows", "1"),
            Package.of(PackageType.DEB, "python3-idna", "3.3-1")
                .inLayer(1)
                .also(List.of(Package.of(PackageType.PYPI, "idna", "3.3"))),
            Package.of(PackageType.APK, "musl", "1.2.4-r2")
                .architecture("x86_64")
                .license(license("MIT")));
    Catalogue catalogue =
        new Catalogue(
            packages,
            List.of(
                new Catalogue.Problem("var/lib/dpkg/status.d", Unreadable.NOT_A_DIRECTORY),
                new Catalogue.Problem("usr/share/doc/a\u001b[2J\n/copyright", Unreadable.DENIED)),
            true);
    return new InspectionReport(
        new Subject.OfProcess(4711),
        new RootContent(
            Optional.of(new Distribution("debian", "12", "Debian GNU/Linux 12 (bookworm)")),
            catalogue,
            ImageHistory.of(
                List.of(
                    new ImageLayer("sha256:" + "0a".repeat(32), "debootstrap"),
                    new ImageLayer("sha256:" + "1b".repeat(32), "RUN apt-get install <idna>")))),
        TIME);
  }

  /** A file system without anything. */
  static InspectionReport empty() {
    return report(null, new Catalogue(List.of(), List.of(), false));
  }

  static InspectionReport report(Distribution distribution, Catalogue catalogue) {
    return new InspectionReport(
        new Subject.OfProcess(4711),
        new RootContent(Optional.ofNullable(distribution), catalogue, ImageHistory.of(List.of())),
        TIME);
  }

  static String written(InspectionReport report, Format format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.write(format, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static License license(String expression) {
    return new License(expression, Evidence.DECLARED);
  }
}
