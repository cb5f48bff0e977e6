package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which containers and nodes of the cluster to inspect, for what, and how often. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.licensePolicy) || !has(self.inspect) || 'Packages' in self.inspect",
    message = "licensePolicy needs Packages in inspect")
@ValidationRule(
    value = "!('Pods' in self.targets) || has(self.selector)",
    message =
        "selector is missing: say which pods; {} is every pod (only targets: [Nodes] goes without)")
@ValidationRule(
    value =
        "'Pods' in self.targets"
            + " || (!has(self.selector) && !has(self.namespaceSelector) && !has(self.ignore))",
    message =
        "selector, namespaceSelector and ignore are about pods: add Pods to targets, or leave them"
            + " out")
@ValidationRule(
    value = "'Pods' in self.targets || !has(self.licensePolicy)",
    message = "licensePolicy judges the images of pods: add Pods to targets, or leave it out")
@ValidationRule(
    value = "!('Nodes' in self.targets) || 'Packages' in self.inspect || 'Mounts' in self.inspect",
    message =
        "targets has Nodes: of a node Packages and Mounts can be found out, so inspect needs at"
            + " least one of them; its kernel and runtimes are always looked at")
public record ClusterImageScanSpec(
    @JsonPropertyDescription(
            "What to look at: the containers of Pods, the Nodes themselves (their kernel and"
                + " runtimes, and of inspect the Packages and Mounts), or both.")
        @Default("[\"Pods\"]")
        @Size(min = 1, max = 2)
        List<ScanTarget> targets,
    @JsonPropertyDescription("Which namespaces, by their labels. All when left out.")
        LabelSelector namespaceSelector,
    @JsonPropertyDescription("Which nodes, by their labels. All when left out.")
        LabelSelector nodeSelector,
    @JsonPropertyDescription("Which pods of those namespaces. {} is every pod.")
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
                + " separates it from the host). Of nodes Packages and Mounts are found out; the"
                + " other two say nothing of them. All when left out.")
        @Default("[\"Packages\", \"Mounts\", \"Drift\", \"Containment\"]")
        @Size(min = 1, max = 4)
        List<Inspection> inspect,
    @JsonPropertyDescription(
            "How often running containers, and nodes, are inspected again, as a Go duration such as"
                + " 90m or 6h, at least 1m. When left out each is inspected once: a container when"
                + " it comes, a node when the scan or the Node is made.")
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
            "Findings that are known and accepted. They are shown as ignored, and counted as such.")
        @Size(max = 64)
        List<IgnoredFinding> ignore,
    @JsonPropertyDescription(
            "When true, nothing new is inspected; what was found so far stays in status, and the"
                + " NodeReport of a node stays as it is until another scan has the node looked at:"
                + " then it says what that one asks for.")
        @Default("false")
        Boolean suspend)
    implements ScanSpec {

  /** Absent fields get the values that the API server would give them. */
  public ClusterImageScanSpec {
    targets = targets == null ? List.of(ScanTarget.PODS) : List.copyOf(targets);
    containers = containers == null ? List.of("*") : List.copyOf(containers);
    inspect = inspect == null ? List.of(Inspection.values()) : List.copyOf(inspect);
    ignore = ignore == null || ignore.isEmpty() ? null : List.copyOf(ignore);
    namespaceSelector = namespaceSelector == null ? LabelSelector.everything() : namespaceSelector;
    nodeSelector = nodeSelector == null ? LabelSelector.everything() : nodeSelector;
  }
}
