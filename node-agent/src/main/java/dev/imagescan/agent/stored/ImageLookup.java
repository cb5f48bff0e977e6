package dev.imagescan.agent.stored;

import dev.imagescan.api.v1alpha1.ImageReport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds an image's report by its digest. Most users may get reports and not list them: a whole
 * digest is enough for them, and only the beginning of one is looked for in the list.
 */
record ImageLookup(KubernetesClient client) {

  private static final Pattern WHOLE = Pattern.compile("sha256-[0-9a-f]{64}");

  /** Reports are named after digest and platform; these are the ones that Kubernetes runs on. */
  private static final List<String> PLATFORMS =
      List.of(
          "linux-amd64",
          "linux-arm64",
          "linux-arm",
          "linux-ppc64le",
          "linux-riscv64",
          "linux-s390x");

  /** The only report of that digest, whole or its beginning, with or without the platform. */
  ImageReport find(String digest) throws NotThereException {
    String name = digest.replaceFirst("^sha256:", "sha256-");
    List<ImageReport> found = called(name.startsWith("sha256-") ? name : "sha256-" + name);
    if (found.isEmpty()) {
      throw new NotThereException(
          "no ImageReport is about '%s'; 'kubectl get imagereports' lists them".formatted(digest));
    }
    if (found.size() > 1) {
      throw new NotThereException(
          "'%s' fits several ImageReports: %s; name one of them"
              .formatted(digest, String.join(", ", names(found))));
    }
    return found.getFirst();
  }

  private List<ImageReport> called(String name) throws NotThereException {
    if (WHOLE.matcher(name).matches()) {
      return there(PLATFORMS.stream().map(platform -> name + "-" + platform));
    }
    List<ImageReport> exact = there(Stream.of(name));
    return exact.isEmpty() ? beginningWith(name) : exact;
  }

  private List<ImageReport> there(Stream<String> names) {
    return names
        .map(name -> client.resources(ImageReport.class).withName(name).get())
        .filter(Objects::nonNull)
        .toList();
  }

  private List<ImageReport> beginningWith(String name) throws NotThereException {
    try {
      return client.resources(ImageReport.class).list().getItems().stream()
          .filter(report -> report.getMetadata().getName().startsWith(name))
          .toList();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw new NotThereException(
            "you may not list ImageReports, so the beginning of a digest is not enough;"
                + " name all of it, as ContainerReports do in status.packages.imageReport");
      }
      throw e;
    }
  }

  private static List<String> names(List<ImageReport> reports) {
    return reports.stream()
        .map(report -> report.getMetadata().getName())
        .sorted()
        .limit(5)
        .toList();
  }
}
