package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A process or thread of a container that is held otherwise than its first process. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DifferingProcess(
    @JsonPropertyDescription("The name of its program, made printable.") @Required @Size(max = 64)
        String command,
    @JsonPropertyDescription("How many processes differ in this way.") @Required Integer count,
    @JsonPropertyDescription(
            "What differs: pid, net and so on for a namespace, capabilities, seccomp, noNewPrivs, lsm.")
        @Required
        @Size(max = 16)
        List<String> differs,
    @JsonPropertyDescription(
            "What it could mount itself; absent when that is the same as for the first process.")
        @Size(max = 16)
        List<MountAbility> canMount) {

  /** The lists are copied; an empty {@code canMount} is absent. */
  public DifferingProcess {
    canMount = canMount == null || canMount.isEmpty() ? null : List.copyOf(canMount);
    differs = differs == null ? List.of() : List.copyOf(differs);
  }
}
