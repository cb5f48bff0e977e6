package dev.imagescan.agent.report;

import static dev.imagescan.agent.report.HtmlPage.escaped;

import dev.imagescan.agent.containment.Judgement;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.HostAccess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.util.List;

/** What separates a container from its host, as a part of a page. */
final class ContainmentHtml {

  private ContainmentHtml() {}

  static String of(Judgement judged) {
    Containment containment = judged.containment();
    StringBuilder html = new StringBuilder();
    html.append("<h3>Containment: ").append(ContainmentTable.name(containment.verdict()));
    html.append("</h3>\n");
    if (!judged.findings().isEmpty()) {
      html.append("<div class=\"warn\"><ul>\n");
      for (ReportFinding finding : judged.findings()) {
        html.append("<li><b>").append(escaped(finding.id())).append("</b> ");
        html.append(escaped(finding.message())).append("</li>\n");
      }
      html.append("</ul></div>\n");
    }
    html.append("<table class=\"walls\">\n");
    ContainmentLines.walls(containment).forEach((wall, state) -> row(wall, state, html));
    for (HostAccess place : listed(containment.hostAccess())) {
      String source = place.source() == null ? place.gives() : place.source();
      row(place.mountPoint(), "the host's " + source, html);
    }
    for (MountAbility ability : listed(containment.canMount())) {
      row("mount " + String.join(", ", ability.what()), ContainmentLines.answer(ability), html);
    }
    return html.append("</table>\n").toString();
  }

  private static void row(String name, String value, StringBuilder html) {
    html.append("<tr><th>").append(escaped(name));
    html.append("<td>").append(escaped(value)).append("</tr>\n");
  }

  private static <T> List<T> listed(List<T> list) {
    return list == null ? List.of() : list;
  }
}
