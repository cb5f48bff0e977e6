package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What a container changed in its files since its image. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Drift(
    @JsonPropertyDescription(
            "How it was told: UpperDirectory (its own layer), or MergedView (all of its files, where it has no own layer).")
        @Required
        @Size(max = 32)
        String source,
    @JsonPropertyDescription("How many files and links were added.") Integer added,
    @JsonPropertyDescription("How many were changed.") Integer changed,
    @JsonPropertyDescription("How many of the image were removed.") Integer removed,
    @JsonPropertyDescription("How many bytes its own layer has.") Long bytes,
    @JsonPropertyDescription("How many files and directories its own layer has.") Long inodes,
    @JsonPropertyDescription(
            "The worst of these, at most 50: set-user-ID and executable ones first.")
        @Size(max = 50)
        List<DriftEntry> entries,
    @JsonPropertyDescription("Logs and caches, counted.") @Size(max = 16) List<CountedPath> counted,
    @JsonPropertyDescription("How many programs came by mounts.") Integer mountedExecutables,
    @JsonPropertyDescription("The first of these, at most 20, set-user-ID ones before others.")
        @Size(max = 20)
        List<MountedExecutable> topMountedExecutables,
    @JsonPropertyDescription("True when not all was looked at; problems says why.")
        Boolean truncated) {

  /** Absent lists stay absent, present ones are copied, and empty ones are absent. */
  public Drift {
    entries = entries == null || entries.isEmpty() ? null : List.copyOf(entries);
    counted = counted == null || counted.isEmpty() ? null : List.copyOf(counted);
    topMountedExecutables =
        topMountedExecutables == null || topMountedExecutables.isEmpty()
            ? null
            : List.copyOf(topMountedExecutables);
  }
}
