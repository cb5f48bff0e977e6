package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What was found out about a container. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerReportStatus(
    @JsonPropertyDescription("Whether it was inspected.") @Required State state,
    @JsonPropertyDescription("Why it failed, in one CamelCase word for programs.") @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why it failed, in a sentence for people.") @Size(max = 512)
        String message,
    @JsonPropertyDescription("When the inspection ended.") String time,
    @JsonPropertyDescription("The distribution, as its os-release file names it.")
        Distribution distribution,
    @JsonPropertyDescription("The packages of the container.") ContainerPackages packages,
    @JsonPropertyDescription(
            "Its mounts in the order of the mount table, without the ones that every pod has.")
        @Size(max = 64)
        List<MountEntry> mounts,
    @JsonPropertyDescription("How many default mounts were left out.") Integer defaultMounts,
    @JsonPropertyDescription("What separates its processes from the host.") Containment containment,
    @JsonPropertyDescription("What it changed in its files since its image.") Drift drift,
    @JsonPropertyDescription("What is not as it should be, the worst first.") @Size(max = 32)
        List<ReportFinding> findings,
    @JsonPropertyDescription("What was passed over while reading, and why.") @Size(max = 16)
        List<Problem> problems,
    @JsonPropertyDescription("True when a list or a text holds only the first of what was found.")
        Boolean truncated) {

  /** A container that could not be inspected, and why. */
  public static ContainerReportStatus failed(String reason, String message) {
    return new ContainerReportStatus(
        State.FAILED, reason, message, null, null, null, null, null, null, null);
  }

  /** What is known of packages and mounts alone. */
  public ContainerReportStatus(
      State state,
      String reason,
      String message,
      String time,
      Distribution distribution,
      ContainerPackages packages,
      List<MountEntry> mounts,
      Integer defaultMounts,
      List<Problem> problems,
      Boolean truncated) {
    this(
        state,
        reason,
        message,
        time,
        distribution,
        packages,
        mounts,
        defaultMounts,
        null,
        null,
        null,
        problems,
        truncated);
  }

  /** Absent lists stay absent, present ones are copied. */
  public ContainerReportStatus {
    mounts = mounts == null ? null : List.copyOf(mounts);
    findings = findings == null || findings.isEmpty() ? null : List.copyOf(findings);
    problems = problems == null || problems.isEmpty() ? null : List.copyOf(problems);
  }
}
