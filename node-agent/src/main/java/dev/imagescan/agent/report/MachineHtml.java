package dev.imagescan.agent.report;

import static dev.imagescan.agent.report.HtmlPage.escaped;

import dev.imagescan.agent.host.HostMounts;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.api.v1alpha1.MountEntry;
import java.util.Objects;

/** What a machine is, as a part of a page. */
final class MachineHtml {

  private MachineHtml() {}

  static String of(HostContent machine) {
    StringBuilder html = new StringBuilder("<table class=\"walls\">\n");
    MachineLines.of(machine).forEach((name, what) -> row(name, what, html));
    machine.mounts().ifPresent(mounts -> mounts(mounts, html));
    return html.append("</table>\n").toString();
  }

  private static void mounts(HostMounts mounts, StringBuilder html) {
    for (MountEntry mount : mounts.entries()) {
      String what =
          "%s of %s, %s, %s"
              .formatted(
                  mount.type(),
                  mount.source(),
                  Objects.requireNonNullElse(mount.propagation(), "private"),
                  mount.options());
      row(mount.mountPoint(), what, html);
    }
    row("mounts of containers and pods", String.valueOf(mounts.ofContainers()), html);
  }

  private static void row(String name, String value, StringBuilder html) {
    html.append("<tr><th>").append(escaped(name));
    html.append("<td>").append(escaped(value)).append("</tr>\n");
  }
}
