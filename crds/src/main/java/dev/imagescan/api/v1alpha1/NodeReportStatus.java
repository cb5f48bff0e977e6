package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What was found out about a node. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeReportStatus(
    @JsonPropertyDescription("Whether it was read.") @Required State state,
    @JsonPropertyDescription("Why it failed, in one CamelCase word for programs.") @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why it failed, in a sentence for people.") @Size(max = 512)
        String message,
    @JsonPropertyDescription("When the reading ended.") String time,
    @JsonPropertyDescription("The distribution, as its os-release file names it.")
        Distribution distribution,
    @JsonPropertyDescription("The kernel.") NodeKernel kernel,
    @JsonPropertyDescription("What runs containers there, and where it keeps them.") @Size(max = 16)
        List<NodeRuntime> runtimes,
    @JsonPropertyDescription("How many packages are installed on the node itself.")
        Integer packageCount,
    @JsonPropertyDescription("How many of them have a licence.") Integer licensedCount,
    @JsonPropertyDescription("How many packages name each licence, the most used first.")
        @Size(max = 100)
        List<LicenseCount> licenses,
    @JsonPropertyDescription(
            "These packages, by type, name and version. What images and containers hold is not"
                + " among them.")
        @Size(max = 5000)
        List<ReportedPackage> packages,
    @JsonPropertyDescription(
            "The mounts of the host's mount namespace in the order of its table, without those that"
                + " the runtimes made for containers.")
        @Size(max = 512)
        List<MountEntry> mounts,
    @JsonPropertyDescription(
            "How many mounts were left out because the runtimes made them for containers and pods.")
        Integer containerMounts,
    @JsonPropertyDescription("What was passed over while reading, and why.") @Size(max = 16)
        List<Problem> problems,
    @JsonPropertyDescription("True when a list or a text holds only the first of what was found.")
        Boolean truncated) {

  /** A node that could not be read, and why. */
  public static NodeReportStatus failed(String reason, String message, String time) {
    return new NodeReportStatus(
        State.FAILED,
        reason,
        message,
        time,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** The same with other packages. */
  public NodeReportStatus with(List<ReportedPackage> listed, Boolean cut) {
    return new NodeReportStatus(
        state,
        reason,
        message,
        time,
        distribution,
        kernel,
        runtimes,
        packageCount,
        licensedCount,
        licenses,
        listed,
        mounts,
        containerMounts,
        problems,
        cut);
  }

  /** Absent lists stay absent, present ones are copied. */
  public NodeReportStatus {
    runtimes = runtimes == null || runtimes.isEmpty() ? null : List.copyOf(runtimes);
    licenses = licenses == null ? null : List.copyOf(licenses);
    packages = packages == null ? null : List.copyOf(packages);
    mounts = mounts == null ? null : List.copyOf(mounts);
    problems = problems == null || problems.isEmpty() ? null : List.copyOf(problems);
  }
}
