package dev.imagescan.agent.report;

import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** An inspection for a person at a terminal. */
final class InspectionTable {

  private static final String NONE =
      "No packages: no database of a package manager, and no package of a language.\n";

  private InspectionTable() {}

  static String of(InspectionReport report) {
    StringBuilder out = new StringBuilder();
    for (Inspected part : report.parts()) {
      if (!out.isEmpty()) {
        out.append("\n\n");
      }
      append(part, out);
    }
    return out.toString();
  }

  private static void append(Inspected part, StringBuilder out) {
    out.append(part.content().distribution().map(InspectionTable::name).orElse("unknown system"));
    out.append(" in ").append(part.subject()).append("\n\n");
    Catalogue catalogue = part.content().catalogue();
    if (catalogue.packages().isEmpty()) {
      out.append(catalogue.problems().isEmpty() ? NONE : "No packages were found.\n");
    } else {
      packages(part.packages(), out);
    }
    layers(part, out);
    problems(catalogue, out);
    part.machine().ifPresent(machine -> MachineTable.append(machine, out));
    part.judgement().ifPresent(judged -> ContainmentTable.append(judged, out));
  }

  static String name(Distribution distribution) {
    if (distribution.prettyName() != null) {
      return distribution.prettyName();
    }
    return distribution.versionID() == null
        ? distribution.id()
        : distribution.id() + " " + distribution.versionID();
  }

  private static void packages(Collection<Package> packages, StringBuilder out) {
    boolean layers = packages.stream().anyMatch(found -> found.layer() >= 0);
    TextTable table =
        layers
            ? new TextTable("PACKAGE", "VERSION", "ARCH", "TYPE", "LAYER", "LICENSE")
            : new TextTable("PACKAGE", "VERSION", "ARCH", "TYPE", "LICENSE");
    for (Package found : packages) {
      String architecture = Objects.requireNonNullElse(found.architecture(), "-");
      String type = found.type().purlType();
      String license = found.license().known() ? found.license().expression() : "-";
      if (layers) {
        String layer = found.layer() < 0 ? "-" : String.valueOf(found.layer() + 1);
        table.row(found.name(), found.version(), architecture, type, layer, license);
      } else {
        table.row(found.name(), found.version(), architecture, type, license);
      }
    }
    table.appendTo(out);
    long licensed = packages.stream().filter(found -> found.license().known()).count();
    String noun = packages.size() == 1 ? "package" : "packages";
    out.append("\n%d %s, %d with a licence\n".formatted(packages.size(), noun, licensed));
  }

  private static void layers(Inspected part, StringBuilder out) {
    List<ImageLayer> layers = part.content().layers().layers();
    if (!layers.isEmpty()) {
      TextTable table = new TextTable("LAYER", "PACKAGES", "DIFF ID", "CREATED BY");
      List<Long> counts = part.packagesByLayer();
      for (int i = 0; i < layers.size(); i++) {
        ImageLayer layer = layers.get(i);
        table.row("" + (i + 1), "" + counts.get(i), layer.diffID(), layer.createdBy());
      }
      out.append('\n');
      table.appendTo(out);
    }
    part.content()
        .layers()
        .unknown()
        .ifPresent(why -> out.append("\nLayers: ").append(why).append('\n'));
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

  /** Below the root; for the root itself a slash. */
  static String path(Catalogue.Problem problem) {
    String path = Printable.of(problem.path());
    return path.startsWith("/") ? path : "/" + path;
  }
}
