package dev.imagescan.agent.report;

import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.report.Inspected.LicenseUse;
import dev.imagescan.agent.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An inspection as one page that needs nothing else: it loads nothing and tells nobody. All that
 * comes from a container is text in it, never mark-up; without scripts only the search is missing.
 */
final class HtmlPage {

  private static final int MAX_BARS = 20;
  private static final Pattern MARK = Pattern.compile("@(TITLE|FACTS|PARTS)@");

  private final StringBuilder html = new StringBuilder();

  private HtmlPage() {}

  static String of(InspectionReport report) {
    HtmlPage parts = new HtmlPage();
    report.parts().forEach(part -> parts.part(part, report.parts().size() > 1));
    Map<String, String> values =
        Map.of(
            "TITLE", escaped(report.title()),
            "FACTS", escaped(facts(report)),
            "PARTS", parts.html.toString());
    return MARK.matcher(template())
        .replaceAll(mark -> Matcher.quoteReplacement(values.get(mark.group(1))));
  }

  private static String facts(InspectionReport report) {
    int packages = report.parts().stream().mapToInt(p -> p.packages().size()).sum();
    long licensed = report.parts().stream().mapToLong(Inspected::licensed).sum();
    return "%d packages, %d with a licence; read at %s by imagescan %s"
        .formatted(
            packages, licensed, report.time().truncatedTo(ChronoUnit.SECONDS), ProductVersion.TEXT);
  }

  private void part(Inspected part, boolean oneOfMany) {
    html.append("<section>\n");
    if (oneOfMany) {
      html.append("<h2>").append(escaped(part.subject().toString())).append("</h2>\n");
    }
    part.content()
        .distribution()
        .ifPresent(
            known ->
                html.append("<p>").append(escaped(InspectionTable.name(known))).append("</p>\n"));
    problems(part.content().catalogue());
    part.content()
        .layers()
        .unknown()
        .ifPresent(why -> html.append("<p>Layers: ").append(escaped(why)).append("</p>\n"));
    part.machine().ifPresent(machine -> html.append(MachineHtml.of(machine)));
    part.judgement().ifPresent(judged -> html.append(ContainmentHtml.of(judged)));
    html.append("<div class=\"charts\">\n");
    licenses(part.licenses());
    layers(part);
    html.append("</div>\n");
    packages(part);
    html.append("</section>\n");
  }

  private void problems(Catalogue catalogue) {
    if (catalogue.problems().isEmpty() && !catalogue.truncated()) {
      return;
    }
    html.append("<div class=\"warn\"><h3>Not read</h3><ul>\n");
    for (Catalogue.Problem problem : catalogue.problems()) {
      html.append("<li><code>").append(escaped(InspectionTable.path(problem))).append("</code>: ");
      html.append(escaped(problem.why().sentence())).append("</li>\n");
    }
    if (catalogue.truncated()) {
      html.append("<li>There is more than is shown: a bound was reached.</li>\n");
    }
    html.append("</ul></div>\n");
  }

  private void licenses(List<LicenseUse> licenses) {
    html.append("<div><h3>Licences</h3>\n<div class=\"bars\">\n");
    int most = licenses.stream().mapToInt(LicenseUse::packages).max().orElse(1);
    for (LicenseUse one : licenses.stream().limit(MAX_BARS).toList()) {
      bar(one.id(), one.id(), one.packages(), most, one.id().equals("NOASSERTION"));
    }
    html.append("</div>\n");
    if (licenses.size() > MAX_BARS) {
      html.append("<p class=\"facts\">and ").append(licenses.size() - MAX_BARS);
      html.append(" more</p>\n");
    }
    html.append("</div>\n");
  }

  private void layers(Inspected part) {
    List<ImageLayer> layers = part.content().layers().layers();
    if (layers.isEmpty()) {
      return;
    }
    html.append("<div><h3>Packages by layer</h3>\n<div class=\"bars\">\n");
    List<Long> counts = part.packagesByLayer();
    long most = Math.max(1, counts.stream().mapToLong(Long::longValue).max().orElse(1));
    for (int i = 0; i < layers.size(); i++) {
      ImageLayer layer = layers.get(i);
      String label = layer.createdBy().isEmpty() ? layer.diffID() : layer.createdBy();
      bar((i + 1) + " " + label, layer.diffID() + "\n" + label, counts.get(i), most, false);
    }
    html.append("</div></div>\n");
  }

  private void bar(String label, String title, long value, long most, boolean none) {
    html.append("<code title=\"").append(escaped(title)).append("\">").append(escaped(label));
    html.append("</code><div><div class=\"bar")
        .append(none ? " none" : "")
        .append("\" style=\"width:");
    html.append(100 * value / most).append("%\"></div></div><span>").append(value);
    html.append("</span>\n");
  }

  private void packages(Inspected part) {
    boolean layers = !part.content().layers().layers().isEmpty();
    html.append("<table><thead><tr><th>Package<th>Version<th>Type");
    html.append(layers ? "<th>Layer" : "")
        .append("<th>Licence<th>Found at</tr></thead>\n<tbody>\n");
    for (Package found : part.packages()) {
      html.append("<tr><td>").append(escaped(found.name()));
      html.append("<td>").append(escaped(found.version()));
      html.append("<td>").append(found.type().purlType());
      if (layers) {
        html.append("<td>").append(found.layer() < 0 ? "" : found.layer() + 1);
      }
      html.append("<td>")
          .append(found.license().known() ? escaped(found.license().expression()) : "");
      html.append("<td class=\"path\">")
          .append(found.path().isEmpty() ? "" : "/" + escaped(Printable.of(found.path())))
          .append("</tr>\n");
    }
    html.append("</tbody></table>\n");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String template() {
    try (InputStream in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream("page.html"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
