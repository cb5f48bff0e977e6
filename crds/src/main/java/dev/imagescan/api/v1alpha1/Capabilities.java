package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * The capabilities of a process, by the names of capabilities(7) without CAP_; ALL stands for every
 * one that the kernel knows.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Capabilities(
    @JsonPropertyDescription("What it may do now.") @Size(max = 64) List<String> effective,
    @JsonPropertyDescription("What it may take up; absent when just the effective ones.")
        @Size(max = 64)
        List<String> permitted,
    @JsonPropertyDescription("What it may ever get; absent when just the effective ones.")
        @Size(max = 64)
        List<String> bounding,
    @JsonPropertyDescription("What it keeps when it runs a program; absent when none.")
        @Size(max = 64)
        List<String> ambient) {

  /** Absent lists stay absent, present ones are copied, and empty ones are absent. */
  public Capabilities {
    effective = effective == null ? List.of() : List.copyOf(effective);
    permitted = permitted == null || permitted.isEmpty() ? null : List.copyOf(permitted);
    bounding = bounding == null || bounding.isEmpty() ? null : List.copyOf(bounding);
    ambient = ambient == null || ambient.isEmpty() ? null : List.copyOf(ambient);
  }
}
