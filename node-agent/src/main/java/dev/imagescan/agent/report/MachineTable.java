package dev.imagescan.agent.report;

import dev.imagescan.agent.host.HostMounts;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.api.v1alpha1.MountEntry;
import java.util.Objects;

/** What a machine is, for a person at a terminal. */
final class MachineTable {

  private MachineTable() {}

  static void append(HostContent machine, StringBuilder out) {
    out.append('\n');
    TextTable lines = new TextTable("OF THE NODE", "WHAT");
    MachineLines.of(machine).forEach(lines::row);
    lines.appendTo(out);
    machine.mounts().ifPresent(mounts -> mounts(mounts, out));
  }

  private static void mounts(HostMounts mounts, StringBuilder out) {
    out.append('\n');
    TextTable table =
        new TextTable("MOUNT POINT", "TYPE", "SOURCE", "ROOT", "PROPAGATION", "OPTIONS");
    for (MountEntry mount : mounts.entries()) {
      table.row(
          mount.mountPoint(),
          mount.type(),
          mount.source(),
          Objects.requireNonNullElse(mount.root(), "/"),
          Objects.requireNonNullElse(mount.propagation(), "private"),
          mount.options());
    }
    table.appendTo(out);
    out.append("\n%d mounts".formatted(mounts.entries().size()));
    out.append(mounts.truncated() ? " of more" : "");
    out.append(", and %d of containers and pods\n".formatted(mounts.ofContainers()));
  }
}
