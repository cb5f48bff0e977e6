package dev.imagescan.demo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The part of a kubelet and a container runtime that the demo needs: runs the containers of a pod
 * and tells the API server which they are. They end with the namespaces that the demo runs in.
 *
 * @param client the API server
 * @param script starts one container
 * @param images a folder for each image: layers, and a file with the digest
 * @param directory for volumes and mounts
 */
record Kubelet(KubernetesClient client, Path script, Path images, Path directory) {

  /** Creates the pod and runs it; gives it back with its status. */
  Pod run(Pod manifest) throws IOException {
    Pod pod = client.resource(manifest).create();
    List<ContainerStatus> statuses = new ArrayList<>();
    for (Container container : pod.getSpec().getContainers()) {
      statuses.add(start(pod, container));
    }
    return report(pod, statuses);
  }

  private Pod report(Pod pod, List<ContainerStatus> containers) {
    Pod running =
        new PodBuilder(pod)
            .withNewStatus()
            .withPhase("Running")
            .withStartTime(Instant.now().toString())
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .withContainerStatuses(containers)
            .endStatus()
            .build();
    return client.resource(running).update();
  }

  private ContainerStatus start(Pod pod, Container container) throws IOException {
    byte[] random = new byte[32];
    RandomGenerator.getDefault().nextBytes(random);
    String id = HexFormat.of().formatHex(random);
    Path image = images.resolve(folder(container.getImage()));
    Process process = new ProcessBuilder(command(pod, container, id, image)).start();
    process.getOutputStream().close();
    try (BufferedReader output = process.inputReader()) {
      if (!"running".equals(output.readLine())) {
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException("container " + container.getName() + " did not start: " + error);
      }
    }
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID(Files.readString(image.resolve("digest")).strip())
        .withContainerID("containerd://" + id)
        .withReady(true)
        .withNewState()
        .withNewRunning(Instant.now().toString())
        .endState()
        .build();
  }

  private List<String> command(Pod pod, Container container, String id, Path image) {
    Stream<String> start =
        Stream.of(
            script.toString(),
            directory.toString(),
            image.toString(),
            pod.getMetadata().getUid(),
            id,
            pod.getMetadata().getName());
    Stream<String> volumes = container.getVolumeMounts().stream().map(mount -> volume(pod, mount));
    Stream<String> command =
        Stream.of(container.getCommand(), container.getArgs()).flatMap(List::stream);
    return Stream.of(start, volumes, Stream.of("--"), command).flatMap(part -> part).toList();
  }

  private static String volume(Pod pod, VolumeMount mount) {
    Volume volume =
        pod.getSpec().getVolumes().stream()
            .filter(candidate -> candidate.getName().equals(mount.getName()))
            .findFirst()
            .orElseThrow();
    String options = Boolean.TRUE.equals(mount.getReadOnly()) ? "ro" : "rw";
    return String.join(":", type(volume), mount.getName(), mount.getMountPath(), options);
  }

  private static String type(Volume volume) {
    if (volume.getConfigMap() != null) {
      return "configmap";
    }
    if (volume.getEmptyDir() != null) {
      return "Memory".equals(volume.getEmptyDir().getMedium()) ? "memory" : "empty-dir";
    }
    throw new IllegalArgumentException(
        "the demo makes configMap and emptyDir volumes only, not " + volume.getName());
  }

  /** The image {@code demo/shop:1} is in the folder {@code shop}. */
  private static String folder(String image) {
    return image.replaceFirst(".*/", "").replaceFirst(":.*", "");
  }
}
