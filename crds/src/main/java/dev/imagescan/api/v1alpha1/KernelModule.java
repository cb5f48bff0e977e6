package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * A loaded kernel module.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/tainted-kernels.html">Kernel: tainted
 *     kernels</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KernelModule(
    @JsonPropertyDescription("Its name, as /proc/modules has it.") @Required @Size(max = 64)
        String name,
    @JsonPropertyDescription("InTree: built with the kernel. OutOfTree: built apart from it.")
        @Required
        ModuleOrigin origin,
    @JsonPropertyDescription(
            "Why it taints the kernel, if it does: Proprietary, Forced, Staging, OutOfTree, Unsigned,"
                + " LivePatch, Test, or the flag's letter where it is a newer one.")
        @Size(max = 8)
        List<String> taints) {

  /** An empty list is an absent one. */
  public KernelModule {
    taints = taints == null || taints.isEmpty() ? null : List.copyOf(taints);
  }
}
