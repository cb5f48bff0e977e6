package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * The kernel that a node runs.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/tainted-kernels.html">Kernel: tainted
 *     kernels</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeKernel(
    @JsonPropertyDescription("Its release, as uname -r prints it.") @Size(max = 128) String release,
    @JsonPropertyDescription("Its version, as uname -v prints it.") @Size(max = 128) String version,
    @JsonPropertyDescription("The machine, as uname -m prints it.") @Size(max = 32) String machine,
    @JsonPropertyDescription(
            "Why it is tainted, if it is, in words, such as OutOfTreeModule, UnsignedModule,"
                + " ProprietaryModule, Died or Warned; an unknown bit is written Bit and its number.")
        @Size(max = 64)
        List<String> taints,
    @JsonPropertyDescription(
            "False when the kernel cannot load modules at all; absent when that could not be read.")
        Boolean modular,
    @JsonPropertyDescription("The loaded modules, those that taint the kernel first.")
        @Size(max = 512)
        List<KernelModule> modules,
    @JsonPropertyDescription("How many modules are loaded.") Integer moduleCount) {

  /** An empty list of taints is an absent one. */
  public NodeKernel {
    taints = taints == null || taints.isEmpty() ? null : List.copyOf(taints);
    modules = modules == null || modules.isEmpty() ? null : List.copyOf(modules);
  }
}
