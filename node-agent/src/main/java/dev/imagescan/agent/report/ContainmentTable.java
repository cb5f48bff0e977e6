package dev.imagescan.agent.report;

import dev.imagescan.agent.containment.Judgement;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.HostAccess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What separates a container from its host, for a person at a terminal. */
final class ContainmentTable {

  private ContainmentTable() {}

  static void append(Judgement judged, StringBuilder out) {
    Containment containment = judged.containment();
    out.append("\nContainment: ").append(name(containment.verdict())).append("\n\n");
    findings(judged.findings(), out);
    TextTable walls = new TextTable("WALL", "STATE");
    ContainmentLines.walls(containment).forEach(walls::row);
    walls.appendTo(out);
    access(listed(containment.hostAccess()), out);
    out.append('\n');
    TextTable mounts = new TextTable("CAN IT MOUNT", "ANSWER");
    for (MountAbility ability : listed(containment.canMount())) {
      mounts.row(String.join(", ", ability.what()), ContainmentLines.answer(ability));
    }
    mounts.appendTo(out);
    processes(containment, out);
  }

  /** As reports have it. */
  static String name(ContainmentVerdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void findings(List<ReportFinding> findings, StringBuilder out) {
    if (findings.isEmpty()) {
      return;
    }
    TextTable table = new TextTable("SEVERITY", "FINDING", "WHAT");
    for (ReportFinding finding : findings) {
      table.row(
          finding.severity().name().toLowerCase(Locale.ROOT), finding.id(), finding.message());
    }
    table.appendTo(out);
    out.append('\n');
  }

  private static void access(List<HostAccess> places, StringBuilder out) {
    if (places.isEmpty()) {
      return;
    }
    out.append('\n');
    TextTable table = new TextTable("OF THE HOST", "WRITABLE", "SEEN AT", "FINDING");
    for (HostAccess place : places) {
      table.row(
          Objects.requireNonNullElse(place.source(), "-"),
          place.writable() == null ? "no" : "yes",
          place.mountPoint(),
          place.gives());
    }
    table.appendTo(out);
  }

  private static void processes(Containment containment, StringBuilder out) {
    List<DifferingProcess> processes = listed(containment.processes());
    if (Boolean.TRUE.equals(containment.processesTruncated())) {
      out.append("\nNot all processes and threads were looked at or are told of.\n");
    }
    if (processes.isEmpty()) {
      return;
    }
    out.append('\n');
    TextTable table = new TextTable("OTHER PROCESSES", "NUMBER", "DIFFER IN", "CAN MOUNT");
    for (DifferingProcess process : processes) {
      table.row(
          process.command(),
          process.count().toString(),
          String.join(", ", process.differs()),
          ContainmentLines.mountable(process));
    }
    table.appendTo(out);
  }

  private static <T> List<T> listed(List<T> list) {
    return list == null ? List.of() : list;
  }
}
