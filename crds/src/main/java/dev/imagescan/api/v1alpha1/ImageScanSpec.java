package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which containers of its namespace to inspect, for what, and how often. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.licensePolicy) || !has(self.inspect) || 'Packages' in self.inspect",
    message = "licensePolicy needs Packages in inspect")
public record ImageScanSpec(
    @JsonPropertyDescription("Which pods of this namespace. {} is every pod.") @Required
        LabelSelector selector,
    @JsonPropertyDescription(
            "Which containers of these pods, by name or glob (* any text, ? one character). Init,"
                + " sidecar and ephemeral containers count while they run.")
        @Default("[\"*\"]")
        @Size(min = 1, max = 32)
        List<String> containers,
    @JsonPropertyDescription(
            "What to find out: Packages (of each image, with licences), and of each container its"
                + " Mounts, its Drift (files that differ from the image) and its Containment (what"
                + " separates it from the host). All when left out.")
        @Default("[\"Packages\", \"Mounts\", \"Drift\", \"Containment\"]")
        @Size(min = 1, max = 4)
        List<Inspection> inspect,
    @JsonPropertyDescription(
            "How often running containers are inspected again, as a Go duration such as 90m or 6h,"
                + " at least 1m. When left out a container is inspected once.")
        @Size(max = 32)
        @ValidationRule(
            value =
                "self.matches('^([0-9]+([.][0-9]+)?(h|m|s|ms))+$')"
                    + " && duration(self) >= duration('1m') && duration(self) <= duration('87600h')",
            message =
                "rescanInterval must be a duration of at least 1m, written with the units h, m and"
                    + " s, such as 90m or 6h")
        String rescanInterval,
    @JsonPropertyDescription(
            "Which licences packages may have. Compliant in status.conditions says whether all of"
                + " them have, status.topFindings which have not.")
        LicensePolicy licensePolicy,
    @JsonPropertyDescription(
            "Volumes to put into these pods' running containers, without restarting them. Needs the"
                + " rights to create pods and pods/exec in this namespace.")
        Injection inject,
    @JsonPropertyDescription(
            "Findings that are known and accepted. They are shown as ignored, and counted as such.")
        @Size(max = 64)
        List<IgnoredFinding> ignore,
    @JsonPropertyDescription(
            "When true, nothing new is inspected or injected; what was found so far stays in"
                + " status, what is mounted stays mounted.")
        @Default("false")
        Boolean suspend)
    implements ScanSpec {

  /** One that ignores no findings. */
  public ImageScanSpec(
      LabelSelector selector,
      List<String> containers,
      List<Inspection> inspect,
      String rescanInterval,
      LicensePolicy licensePolicy,
      Injection inject,
      Boolean suspend) {
    this(selector, containers, inspect, rescanInterval, licensePolicy, inject, null, suspend);
  }

  /** Absent fields get the values that the API server would give them. */
  public ImageScanSpec {
    containers = containers == null ? List.of("*") : List.copyOf(containers);
    inspect = inspect == null ? List.of(Inspection.values()) : List.copyOf(inspect);
    ignore = ignore == null || ignore.isEmpty() ? null : List.copyOf(ignore);
  }
}
