package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A program of a node that runs containers or pods, with where it keeps them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeRuntime(
    @JsonPropertyDescription(
            "Its name: containerd, cri-o, docker, podman, kubelet, buildkit, k3s or rke2.")
        @Required
        @Size(max = 64)
        String name,
    @JsonPropertyDescription(
            "The program that runs now, as the host sees it; absent when none does.")
        @Size(max = 512)
        String executable,
    @JsonPropertyDescription("The package that owns the program, where one does: name and version.")
        @Size(max = 256)
        String installedBy,
    @JsonPropertyDescription("Its sockets that are there, as the host sees them.") @Size(max = 16)
        List<String> sockets,
    @JsonPropertyDescription("Where it keeps images and containers.") @Size(max = 8)
        List<RuntimeStorage> storage) {

  /** An empty list is an absent one. */
  public NodeRuntime {
    sockets = sockets == null || sockets.isEmpty() ? null : List.copyOf(sockets);
    storage = storage == null || storage.isEmpty() ? null : List.copyOf(storage);
  }
}
