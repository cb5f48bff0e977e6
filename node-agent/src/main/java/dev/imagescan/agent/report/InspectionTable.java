package dev.imagescan.agent.report;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.util.List;
import java.util.Objects;

/** An inspection for a person at a terminal. */
final class InspectionTable {

  private static final String NO_DATABASE = "No packages: there is no database of dpkg or apk.\n";

  private InspectionTable() {}

  static String of(InspectionReport report) {
    StringBuilder out = new StringBuilder();
    out.append(report.content().distribution().map(InspectionTable::name).orElse("unknown system"));
    out.append(" in ").append(report.subject()).append("\n\n");
    Catalogue catalogue = report.content().catalogue();
    if (catalogue.packages().isEmpty()) {
      out.append(catalogue.problems().isEmpty() ? NO_DATABASE : "No packages were found.\n");
    } else {
      packages(catalogue.packages(), out);
    }
    problems(catalogue, out);
    return out.toString();
  }

  private static String name(Distribution distribution) {
    if (distribution.prettyName() != null) {
      return distribution.prettyName();
    }
    return distribution.versionID() == null
        ? distribution.id()
        : distribution.id() + " " + distribution.versionID();
  }

  private static void packages(List<Package> packages, StringBuilder out) {
    TextTable table = new TextTable("PACKAGE", "VERSION", "ARCH", "TYPE", "LICENSE");
    for (Package found : packages) {
      table.row(
          found.name(),
          found.version(),
          Objects.requireNonNullElse(found.architecture(), "-"),
          found.type().purlType(),
          found.license().known() ? found.license().expression() : "-");
    }
    table.appendTo(out);
    long licensed = packages.stream().map(Package::license).filter(License::known).count();
    String noun = packages.size() == 1 ? "package" : "packages";
    out.append("\n%d %s, %d with a licence\n".formatted(packages.size(), noun, licensed));
  }

  private static void problems(Catalogue catalogue, StringBuilder out) {
    if (!catalogue.problems().isEmpty()) {
      out.append("\nNot read:\n");
    }
    for (Catalogue.Problem problem : catalogue.problems()) {
      out.append("  %s: %s\n".formatted(path(problem), problem.why().sentence()));
    }
    if (catalogue.truncated()) {
      out.append("\nThere is more than is shown: a bound was reached.\n");
    }
  }

  private static String path(Catalogue.Problem problem) {
    String path = Printable.of(problem.path());
    return path.startsWith("/") ? path : "/" + path;
  }
}
