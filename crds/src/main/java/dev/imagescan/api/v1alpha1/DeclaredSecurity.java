package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What the securityContext of a pod and container says, as far as it can be seen in a process.
 * Absent fields are not declared.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeclaredSecurity(
    @JsonPropertyDescription("privileged.") Boolean privileged,
    @JsonPropertyDescription("allowPrivilegeEscalation.") Boolean allowPrivilegeEscalation,
    @JsonPropertyDescription("readOnlyRootFilesystem.") Boolean readOnlyRootFilesystem,
    @JsonPropertyDescription("runAsNonRoot.") Boolean runAsNonRoot,
    @JsonPropertyDescription("runAsUser.") Long runAsUser,
    @JsonPropertyDescription("capabilities.add, without CAP_.") @Size(max = 64)
        List<String> addCapabilities,
    @JsonPropertyDescription("capabilities.drop, without CAP_.") @Size(max = 64)
        List<String> dropCapabilities,
    @JsonPropertyDescription("seccompProfile's type.") @Size(max = 32) String seccomp,
    @JsonPropertyDescription("procMount.") @Size(max = 16) String procMount,
    @JsonPropertyDescription("hostPID.") Boolean hostPID,
    @JsonPropertyDescription("hostNetwork.") Boolean hostNetwork,
    @JsonPropertyDescription("hostIPC.") Boolean hostIPC,
    @JsonPropertyDescription("hostUsers.") Boolean hostUsers,
    @JsonPropertyDescription("shareProcessNamespace.") Boolean shareProcessNamespace) {

  /** Absent lists stay absent, present ones are copied, and empty ones are absent. */
  public DeclaredSecurity {
    addCapabilities =
        addCapabilities == null || addCapabilities.isEmpty() ? null : List.copyOf(addCapabilities);
    dropCapabilities =
        dropCapabilities == null || dropCapabilities.isEmpty()
            ? null
            : List.copyOf(dropCapabilities);
  }
}
