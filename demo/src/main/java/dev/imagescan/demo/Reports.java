package dev.imagescan.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.imagescan.api.v1alpha1.ContainerPackages;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.Distribution;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reports that a scan leaves behind, as tables. */
record Reports(List<ImageReport> images, List<ContainerReport> containers) {

  private static final int SHOWN = 10;
  private static final int WIDEST = 70;

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  /** An object as kubectl would print it. */
  static String yaml(HasMetadata object) throws JsonProcessingException {
    return YAML.writeValueAsString(object);
  }

  static Reports read(KubernetesClient client, String namespace) {
    return new Reports(
        client.resources(ImageReport.class).list().getItems(),
        client.resources(ContainerReport.class).inNamespace(namespace).list().getItems());
  }

  /** How often each image was read: once, however many containers run it. */
  String imageTable() {
    Map<String, Long> uses =
        containers.stream()
            .map(report -> report.getStatus().packages())
            .filter(packages -> packages != null && packages.imageReport() != null)
            .map(ContainerPackages::imageReport)
            .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    Table table = new Table("IMAGE", "DISTRIBUTION", "PACKAGES", "WITH LICENCE", "CONTAINERS");
    for (ImageReport image : images) {
      ImageReportStatus status = image.getStatus();
      table.row(
          image.getSpec().image(),
          name(status.distribution()),
          status.packageCount(),
          status.licensedCount(),
          uses.getOrDefault(image.getMetadata().getName(), 0L));
    }
    return table.toString();
  }

  String containerTable() {
    Table table = new Table("CONTAINER", "STATE", "DISTRIBUTION", "PACKAGES", "MOUNTS");
    for (ContainerReport report : containers) {
      ContainerReportStatus status = report.getStatus();
      table.row(
          report.getMetadata().getName(),
          status.state() == State.INSPECTED ? "Inspected" : "Failed: " + status.message(),
          name(status.distribution()),
          status.packages() == null ? null : packages(status),
          status.mounts() == null ? null : status.mounts().size());
    }
    return table.toString();
  }

  private static String packages(ContainerReportStatus status) {
    return switch (status.packages().source()) {
      case IMAGE -> "its image's";
      case CONTAINER -> status.packages().count() + ", changed since its image";
    };
  }

  /** The first packages of the image that has most. */
  String packageTable() {
    Table table = new Table("PACKAGE", "VERSION", "LICENCE");
    largest().getStatus().packages().stream()
        .limit(SHOWN)
        .forEach(found -> table.row(found.name(), found.version(), license(found)));
    return table + "\n...";
  }

  private static String license(ReportedPackage found) {
    String license = found.license() == null ? "none known" : found.license();
    return license.length() <= WIDEST ? license : license.substring(0, WIDEST - 1) + "…";
  }

  /** The image that has most packages. */
  ImageReport largest() {
    return images.stream()
        .max((a, b) -> a.getStatus().packageCount() - b.getStatus().packageCount())
        .orElseThrow();
  }

  /** The mounts of one container. */
  String mountTable(ContainerReport report) {
    Table table = new Table("MOUNT POINT", "TYPE", "VOLUME", "OPTIONS");
    report
        .getStatus()
        .mounts()
        .forEach(
            mount -> table.row(mount.mountPoint(), mount.type(), mount.volume(), mount.options()));
    return table.toString();
  }

  static String failureTable(List<Failure> failures) {
    Table table = new Table("WHAT", "REASON", "MESSAGE");
    failures.forEach(failure -> table.row(failure.subject(), failure.reason(), failure.message()));
    return table.toString();
  }

  private static String name(Distribution distribution) {
    return distribution == null ? null : distribution.prettyName();
  }
}
