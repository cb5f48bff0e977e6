package dev.imagescan.agent.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The forms in which a report can be written, by the names that a user gives them. */
public enum Format {
  TABLE("table"),
  JSON("json"),
  CYCLONEDX_JSON("cyclonedx-json"),
  SPDX_JSON("spdx-json"),
  HTML("html");

  private final String id;

  Format(String id) {
    this.id = id;
  }

  /** The name that a user gives. */
  public String id() {
    return id;
  }

  /** The format of that name. */
  public static Optional<Format> of(String id) {
    return Arrays.stream(values()).filter(format -> format.id.equals(id)).findFirst();
  }

  /** All names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Format::id).toList();
  }
}
