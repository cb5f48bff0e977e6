package dev.imagescan.agent.report;

import dev.imagescan.agent.containment.Judgement;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.agent.inspect.RootContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one file system holds or several do, to be written in one of the {@link Format}s.
 *
 * @param title what the whole is about, for people
 * @param parts each file system; at least one
 * @param time when; only formats that ask for it say it
 */
public record InspectionReport(String title, List<Inspected> parts, Instant time) {

  /** There is a part. */
  public InspectionReport {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a report is about something");
    }
  }

  /** A report of one file system. */
  public InspectionReport(Subject subject, RootContent content, Instant time) {
    this(subject.toString(), List.of(new Inspected(subject, content)), time);
  }

  /** The same with what separates its container from the host. */
  public InspectionReport with(Optional<Judgement> judgement) {
    return new InspectionReport(
        title,
        parts.stream()
            .map(part -> new Inspected(part.subject(), part.content(), judgement, part.machine()))
            .toList(),
        time);
  }

  /** A report of this machine. */
  public static InspectionReport of(HostContent machine, Instant time) {
    Subject subject = new Subject.Node();
    return new InspectionReport(
        subject.toString(),
        List.of(new Inspected(subject, machine.root(), Optional.empty(), Optional.of(machine))),
        time);
  }

  /** Writes the report; the stream is flushed and stays open. */
  public void write(Format format, OutputStream out) throws IOException {
    switch (format) {
      case TABLE -> out.write(InspectionTable.of(this).getBytes(StandardCharsets.UTF_8));
      case JSON -> InspectionJson.write(this, out);
      case CYCLONEDX_JSON -> out.write(CycloneDx.of(this).getBytes(StandardCharsets.UTF_8));
      case SPDX_JSON -> SpdxJson.write(this, out);
      case HTML -> out.write(HtmlPage.of(this).getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }
}
