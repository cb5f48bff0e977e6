package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What a scan found: counts, the most used licences, and what could not be read. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScanStatus(
    @JsonPropertyDescription("The generation of the spec that this status is about.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready: every container that matched, and every node that is looked at itself, was"
                + " inspected or has failed with a reason. Reconciling: work is under way. Stalled: it cannot go on by itself. Compliant:"
                + " every package keeps spec.licensePolicy; absent when there is none. Injected:"
                + " every mount of spec.inject is in place; absent when there is none. Busy: a"
                + " container still uses a mount that is to go.")
        @Size(max = 8)
        List<Condition> conditions,
    @JsonPropertyDescription(
            "The nodes on which the matching containers run, or that are looked at themselves.")
        NodeProgress nodes,
    @JsonPropertyDescription("The matching containers; absent when it looks at nodes alone.")
        ContainerCounts containers,
    @JsonPropertyDescription("How many different images and platforms the containers run.")
        Integer images,
    @JsonPropertyDescription("How many packages these images hold, each image counted once.")
        Integer packages,
    @JsonPropertyDescription("The 20 licences that most packages name, the most used first.")
        @Size(max = 20)
        List<LicenseCount> licenses,
    @JsonPropertyDescription(
            "Where the packages of each image are listed: at most 50 images, the most used first.")
        @Size(max = 50)
        List<ImageSummary> topImages,
    @JsonPropertyDescription(
            "What could not be read and why: at most 20 nodes, containers and images.")
        @Size(max = 20)
        List<Failure> failures,
    @JsonPropertyDescription(
            "How many findings there are: packages that do not keep spec.licensePolicy, each image's"
                + " counted once, and what is found about containers, one of each kind a container.")
        FindingCounts findings,
    @JsonPropertyDescription("The worst of these findings, at most 50, ignored ones last.")
        @Size(max = 50)
        List<Finding> topFindings,
    @JsonPropertyDescription("The mounts that spec.inject asks for; absent when it asks for none.")
        MountCounts mounts,
    @JsonPropertyDescription("These mounts, those with problems first: at most 50.") @Size(max = 50)
        List<MountSummary> topMounts,
    @JsonPropertyDescription(
            "True when topImages, failures, topFindings or topMounts holds only some of them.")
        Boolean truncated,
    @JsonPropertyDescription("When the newest of the counted inspections ended.")
        String lastScanTime,
    @JsonPropertyDescription(
            "When the containers, and the nodes themselves, are inspected again, if rescanInterval is"
                + " set.")
        String nextScanTime) {}
