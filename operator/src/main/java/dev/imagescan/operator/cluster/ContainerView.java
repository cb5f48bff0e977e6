package dev.imagescan.operator.cluster;

import dev.imagescan.api.v1alpha1.DeclaredSecurity;

/**
 * A running container of a pod, as its pod's status tells.
 *
 * @param name the container's name in the pod
 * @param containerID the runtime's ID, such as {@code containerd://0123…}
 * @param image the image's name as the pod's specification gives it: the status may show a name
 *     that another namespace uses for the same image
 * @param digest {@code sha256:…}, or null when the runtime gives none
 * @param declared what its pod says of its privileges; one copy of each combination
 */
public record ContainerView(
    String name, String containerID, String image, String digest, DeclaredSecurity declared) {}
