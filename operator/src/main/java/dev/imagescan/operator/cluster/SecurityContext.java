package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;

/**
 * The part of a pod's or container's security context that volumes and privileges depend on; lives
 * as long as its pod's reading.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SecurityContext(
    Long fsGroup,
    String fsGroupChangePolicy,
    SeLinux seLinuxOptions,
    Boolean privileged,
    Boolean allowPrivilegeEscalation,
    Boolean readOnlyRootFilesystem,
    Boolean runAsNonRoot,
    Long runAsUser,
    Capabilities capabilities,
    Seccomp seccompProfile,
    String procMount) {

  /** That of whoever says nothing. */
  static final SecurityContext NONE =
      new SecurityContext(null, null, null, null, null, null, null, null, null, null, null);

  Optional<String> level() {
    return Optional.ofNullable(seLinuxOptions).map(SeLinux::level);
  }

  /** SELinux options. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record SeLinux(String level) {}

  /** Capabilities by name. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Capabilities(List<String> add, List<String> drop) {}

  /** A seccomp profile. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Seccomp(String type) {}
}
