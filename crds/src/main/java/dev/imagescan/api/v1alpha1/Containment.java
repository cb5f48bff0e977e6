package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What separates the running processes of a container from the host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Containment(
    @JsonPropertyDescription("How much does.") @Required ContainmentVerdict verdict,
    @JsonPropertyDescription(
            "Why, the weightiest first: IDs of findings, which the report explains.")
        @Size(max = 32)
        List<String> reasons,
    @JsonPropertyDescription(
            "The host's namespaces in which it is, where a container usually has its own.")
        @Size(max = 8)
        List<String> hostNamespaces,
    @JsonPropertyDescription(
            "Namespaces that it shares with other containers than its pod does by itself.")
        @Size(max = 16)
        List<NamespaceShare> shared,
    @JsonPropertyDescription("Its user namespace; absent when it is the host's.")
        UserNamespace userNamespace,
    @JsonPropertyDescription("The user ID of its first process on the host.") Long hostUser,
    @JsonPropertyDescription(
            "The capabilities of its first process; absent when just those that runtimes give to every container:"
                + " AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE,"
                + " NET_RAW, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT.")
        Capabilities capabilities,
    @JsonPropertyDescription(
            "Whether its first process can gain no privileges by running programs; absent when it can.")
        Boolean noNewPrivs,
    @JsonPropertyDescription("How seccomp holds its first process; absent when it does not.")
        SeccompState seccomp,
    @JsonPropertyDescription(
            "The AppArmor profile or SELinux label of its first process; absent when there is none.")
        @Size(max = 256)
        String label,
    @JsonPropertyDescription(
            "Which devices its cgroup lets it use: All, or absent when only the usual ones or when that cannot be read.")
        @Size(max = 64)
        String devices,
    @JsonPropertyDescription("Mounts and sockets that hand out parts of the host.") @Size(max = 16)
        List<HostAccess> hostAccess,
    @JsonPropertyDescription(
            "What it could mount itself, and the first wall in the way of the rest.")
        @Size(max = 16)
        List<MountAbility> canMount,
    @JsonPropertyDescription(
            "Processes and threads that are held otherwise than the first process.")
        @Size(max = 8)
        List<DifferingProcess> processes,
    @JsonPropertyDescription(
            "True when there were more processes, threads or kinds of difference than were looked at or are listed; absent otherwise.")
        Boolean processesTruncated,
    @JsonPropertyDescription("What the pod declares and does not hold.") @Size(max = 16)
        List<Mismatch> mismatches) {

  /** Absent lists stay absent, present ones are copied, and empty ones are absent. */
  public Containment {
    reasons = reasons == null || reasons.isEmpty() ? null : List.copyOf(reasons);
    hostNamespaces =
        hostNamespaces == null || hostNamespaces.isEmpty() ? null : List.copyOf(hostNamespaces);
    shared = shared == null || shared.isEmpty() ? null : List.copyOf(shared);
    hostAccess = hostAccess == null || hostAccess.isEmpty() ? null : List.copyOf(hostAccess);
    canMount = canMount == null || canMount.isEmpty() ? null : List.copyOf(canMount);
    processes = processes == null || processes.isEmpty() ? null : List.copyOf(processes);
    mismatches = mismatches == null || mismatches.isEmpty() ? null : List.copyOf(mismatches);
  }
}
