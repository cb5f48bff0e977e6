package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What a process of a container can mount, or what stops it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountAbility(
    @JsonPropertyDescription("Whether it can; absent for No: then wall says what stops it.")
        MountAnswer answer,
    @JsonPropertyDescription(
            "The first wall that stops it, in one CamelCase word; absent when it can.")
        @Size(max = 64)
        String wall,
    @JsonPropertyDescription(
            "What: tmpfs, bind, overlay, proc, sysfs, cgroup, block, hostBlock (one that the host has mounted), nfs, fuse.")
        @Required
        @Size(max = 16)
        List<String> what,
    @JsonPropertyDescription(
            "What may still stop it and cannot be seen from outside: Landlock, where the process could have restricted itself with it.")
        @Size(max = 64)
        String unless) {

  /** The list is copied. */
  public MountAbility {
    what = what == null ? List.of() : List.copyOf(what);
  }
}
