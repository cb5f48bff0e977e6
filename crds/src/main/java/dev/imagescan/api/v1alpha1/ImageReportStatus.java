package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What an image holds. The same image gives the same content, but for the times. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageReportStatus(
    @JsonPropertyDescription("Whether it was read.") @Required State state,
    @JsonPropertyDescription("Why it failed, in one CamelCase word for programs.") @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why it failed, in a sentence for people.") @Size(max = 512)
        String message,
    @JsonPropertyDescription("The node that read it.") @Size(max = 253) String nodeName,
    @JsonPropertyDescription("When it was read.") String time,
    @JsonPropertyDescription("The distribution, as its os-release file names it.")
        Distribution distribution,
    @JsonPropertyDescription("How many packages it holds.") Integer packageCount,
    @JsonPropertyDescription("How many packages have a licence.") Integer licensedCount,
    @JsonPropertyDescription("How many packages name each licence, the most used first.")
        @Size(max = 100)
        List<LicenseCount> licenses,
    @JsonPropertyDescription("The layers, the base first.") @Size(max = 128)
        List<ReportedLayer> layers,
    @JsonPropertyDescription(
            "Why the layers have no diff IDs or the packages no layer, in a sentence for people;"
                + " absent when they have.")
        @Size(max = 512)
        String layersUnknown,
    @JsonPropertyDescription("The packages, by type, name and version; see continuedIn.")
        @Size(max = 5000)
        List<ReportedPackage> packages,
    @JsonPropertyDescription(
            "The ImageReportParts that list the other packages, in order, where they do not fit"
                + " into one object.")
        @Size(max = 8)
        List<String> continuedIn,
    @JsonPropertyDescription("What was passed over while reading, and why.") @Size(max = 16)
        List<Problem> problems,
    @JsonPropertyDescription("True when a list or a text holds only the first of what was found.")
        Boolean truncated) {

  /** An image that could not be read by a node, and why. */
  public static ImageReportStatus failed(
      String reason, String message, String nodeName, String time) {
    return new ImageReportStatus(
        State.FAILED,
        reason,
        message,
        nodeName,
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
        null);
  }

  /** The same with these packages, continued in those parts. */
  public ImageReportStatus with(List<ReportedPackage> listed, List<String> parts, boolean cut) {
    return new ImageReportStatus(
        state,
        reason,
        message,
        nodeName,
        time,
        distribution,
        packageCount,
        licensedCount,
        licenses,
        layers,
        layersUnknown,
        listed,
        parts,
        problems,
        cut ? Boolean.TRUE : truncated);
  }

  /** Absent lists stay absent, present ones are copied. */
  public ImageReportStatus {
    licenses = licenses == null ? null : List.copyOf(licenses);
    layers = layers == null || layers.isEmpty() ? null : List.copyOf(layers);
    packages = packages == null ? null : List.copyOf(packages);
    continuedIn = continuedIn == null || continuedIn.isEmpty() ? null : List.copyOf(continuedIn);
    problems = problems == null || problems.isEmpty() ? null : List.copyOf(problems);
  }
}
