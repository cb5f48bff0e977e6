package dev.imagescan.agent.stored;

import dev.imagescan.agent.report.Inspected;
import dev.imagescan.agent.report.InspectionReport;
import dev.imagescan.agent.report.Subject;
import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportPart;
import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ImageSummary;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads reports from a cluster, each by its name. One thread may use it. */
public final class StoredReports implements AutoCloseable {

  /** What a user can ask for, by its kind and name. */
  public enum Kind {
    IMAGE_SCAN,
    CLUSTER_IMAGE_SCAN,
    IMAGE
  }

  private final KubernetesClient client;
  private final List<String> missing = new ArrayList<>();

  StoredReports(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Reads with the rights of a kubeconfig's user.
   *
   * @param context which of its contexts; null for the current one
   * @throws NotThereException when there is no such kubeconfig or context
   */
  public static StoredReports open(String context) throws NotThereException {
    return new StoredReports(ClusterAccess.open(context));
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * A report of what the cluster holds.
   *
   * @param namespace of an ImageScan; null for the context's
   * @param name of the scan, or an image's digest, whole or its beginning
   * @throws NotThereException when it cannot be had, with a sentence that says why
   */
  public InspectionReport find(Kind kind, String namespace, String name) throws NotThereException {
    try {
      return switch (kind) {
        case IMAGE_SCAN ->
            ofScan(
                Objects.requireNonNullElse(
                    namespace, Objects.requireNonNullElse(client.getNamespace(), "default")),
                name);
        case CLUSTER_IMAGE_SCAN -> ofClusterScan(name);
        case IMAGE -> ofImage(name);
      };
    } catch (KubernetesClientException e) {
      throw ClusterAccess.explained(client, e);
    }
  }

  /** What the reports leave out, a sentence each. */
  public List<String> missing() {
    return List.copyOf(missing);
  }

  private InspectionReport ofScan(String namespace, String name) throws NotThereException {
    ImageScan scan = client.resources(ImageScan.class).inNamespace(namespace).withName(name).get();
    if (scan == null) {
      throw new NotThereException(
          "there is no ImageScan '%s' in namespace '%s'; 'kubectl get imagescans -A' lists them"
              .formatted(name, namespace));
    }
    return ofScan("ImageScan " + namespace + "/" + name, scan.getStatus());
  }

  private InspectionReport ofClusterScan(String name) throws NotThereException {
    ClusterImageScan scan = client.resources(ClusterImageScan.class).withName(name).get();
    if (scan == null) {
      throw new NotThereException(
          "there is no ClusterImageScan '%s'; 'kubectl get clusterimagescans' lists them"
              .formatted(name));
    }
    return ofScan("ClusterImageScan " + name, scan.getStatus());
  }

  private InspectionReport ofScan(String title, ScanStatus status) throws NotThereException {
    List<ImageSummary> images =
        status == null || status.topImages() == null ? List.of() : status.topImages();
    List<Inspected> parts = new ArrayList<>();
    Instant latest = Instant.EPOCH;
    for (ImageSummary image : images) {
      ImageReport report = client.resources(ImageReport.class).withName(image.report()).get();
      if (isRead(report)) {
        parts.add(inspected(report, image.image()));
        latest = later(latest, time(report));
      } else {
        missing.add(image.image() + " has not been read" + reason(report));
      }
    }
    int all = status == null || status.images() == null ? 0 : status.images();
    if (all > images.size()) {
      missing.add("the scan's status names %d of its %d images".formatted(images.size(), all));
    }
    if (parts.isEmpty()) {
      throw new NotThereException(
          "%s has no image that was read%s; 'kubectl describe' tells how far it is"
              .formatted(title, missing.isEmpty() ? "" : ": " + missing.getFirst()));
    }
    return new InspectionReport(title, parts, latest);
  }

  private InspectionReport ofImage(String digest) throws NotThereException {
    ImageReport report = new ImageLookup(client).find(digest);
    if (!isRead(report)) {
      throw new NotThereException(
          report.getMetadata().getName() + " has not been read" + reason(report));
    }
    Inspected part = inspected(report, report.getSpec().image());
    return new InspectionReport(part.subject().toString(), List.of(part), time(report));
  }

  private Inspected inspected(ImageReport report, String name) {
    ImageReportSpec spec = report.getSpec();
    Subject subject = new Subject.Image(Objects.requireNonNullElse(name, "image"), spec.digest());
    return new Inspected(subject, StoredContent.of(report.getStatus(), packages(report)));
  }

  private List<ReportedPackage> packages(ImageReport report) {
    ImageReportStatus status = report.getStatus();
    List<ReportedPackage> all =
        new ArrayList<>(Objects.requireNonNullElse(status.packages(), List.of()));
    for (String name : Objects.requireNonNullElse(status.continuedIn(), List.<String>of())) {
      ImageReportPart part = client.resources(ImageReportPart.class).withName(name).get();
      if (part == null || part.getStatus() == null || !isOf(report, part)) {
        missing.add("a part of %s is gone: %s".formatted(report.getMetadata().getName(), name));
      } else {
        all.addAll(part.getStatus().packages());
      }
    }
    return all;
  }

  /** Any agent can write parts; those of a report are the ones of the node that read the image. */
  private static boolean isOf(ImageReport report, ImageReportPart part) {
    return report.getMetadata().getName().equals(part.getSpec().imageReport())
        && Objects.equals(report.getStatus().nodeName(), part.getSpec().nodeName());
  }

  private static boolean isRead(ImageReport report) {
    return report != null
        && report.getStatus() != null
        && report.getStatus().state() == State.INSPECTED;
  }

  private static String reason(ImageReport report) {
    return report == null || report.getStatus() == null || report.getStatus().message() == null
        ? ""
        : ": " + report.getStatus().message();
  }

  private static Instant time(ImageReport report) {
    try {
      return Instant.parse(Objects.requireNonNullElse(report.getStatus().time(), ""));
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
