package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A process of a container that is held otherwise than its first one. */
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
        List<String> differs) {

  /** The list is copied. */
  public DifferingProcess {
    differs = differs == null ? List.of() : List.copyOf(differs);
  }
}
