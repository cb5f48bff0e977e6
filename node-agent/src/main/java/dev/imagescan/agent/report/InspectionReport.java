package dev.imagescan.agent.report;

import dev.imagescan.agent.inspect.RootContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a file system holds, to be written in one of the {@link Format}s.
 *
 * @param subject what was inspected
 * @param content what was found
 * @param time when; only formats that ask for it say it
 */
public record InspectionReport(Subject subject, RootContent content, Instant time) {

  /** Writes the report; the stream is flushed and stays open. */
  public void write(Format format, OutputStream out) throws IOException {
    switch (format) {
      case TABLE -> out.write(InspectionTable.of(this).getBytes(StandardCharsets.UTF_8));
      case JSON -> InspectionJson.write(this, out);
      case CYCLONEDX_JSON -> out.write(CycloneDx.of(this).getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }
}
