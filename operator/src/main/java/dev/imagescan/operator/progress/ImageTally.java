package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.ImageSummary;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.plan.Target;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The images of a scan's containers, each counted once. An image is named as the scan's own pods
 * name it: its report may carry the name that another namespace uses.
 */
final class ImageTally {

  private static final int MOST_LICENSES = 20;

  private final Cluster cluster;
  private final Map<String, Entry> images = new HashMap<>();

  ImageTally(Cluster cluster) {
    this.cluster = cluster;
  }

  void add(Target target, Outcome outcome) {
    target
        .image()
        .ifPresent(
            key ->
                images
                    .computeIfAbsent(key.reportName(), this::entry)
                    .add(target.container().image(), outcome));
  }

  int size() {
    return images.size();
  }

  /** Images that nobody has read yet, but somebody can. */
  int unread() {
    return (int) images.values().stream().filter(Entry::unread).count();
  }

  /** Images whose packages are known. */
  int read() {
    return (int) reads().filter(status -> status.state() == State.INSPECTED).count();
  }

  int packages() {
    return reads().mapToInt(s -> s.packageCount() == null ? 0 : s.packageCount()).sum();
  }

  List<LicenseCount> licenses() {
    Map<String, Integer> counts = new HashMap<>();
    reads()
        .flatMap(status -> status.licenses().stream())
        .forEach(count -> counts.merge(count.id(), count.packages(), Integer::sum));
    return counts.entrySet().stream()
        .map(e -> new LicenseCount(e.getKey(), e.getValue()))
        .sorted(
            Comparator.comparingInt(LicenseCount::packages)
                .reversed()
                .thenComparing(LicenseCount::id))
        .limit(MOST_LICENSES)
        .toList();
  }

  /** All images, the most used first. */
  List<ImageSummary> summaries() {
    return images.values().stream()
        .map(Entry::summary)
        .sorted(
            Comparator.comparingInt(ImageSummary::containers)
                .reversed()
                .thenComparing(ImageSummary::image)
                .thenComparing(ImageSummary::report))
        .toList();
  }

  /** Images that could not be read, by name. */
  List<Failure> failures() {
    return images.values().stream()
        .flatMap(entry -> entry.failure().stream())
        .sorted(Comparator.comparing(Failure::subject))
        .toList();
  }

  private Stream<ImageReportView.Status> reads() {
    return images.values().stream().flatMap(entry -> entry.read.stream());
  }

  private Entry entry(String reportName) {
    return new Entry(reportName, cluster.imageReport(reportName).flatMap(ImageReportView::read));
  }

  private static final class Entry {
    private final String reportName;
    private final Optional<ImageReportView.Status> read;
    private String image;
    private int containers;
    private boolean reachable;

    Entry(String reportName, Optional<ImageReportView.Status> read) {
      this.reportName = reportName;
      this.read = read;
    }

    void add(String name, Outcome outcome) {
      containers++;
      image = image == null || name.compareTo(image) < 0 ? name : image;
      reachable |= !(outcome instanceof Outcome.Failed);
    }

    boolean unread() {
      return read.isEmpty() && reachable;
    }

    ImageSummary summary() {
      return new ImageSummary(
          image,
          reportName,
          read.map(ImageReportView.Status::distribution)
              .map(d -> d.prettyName() == null ? d.id() : d.prettyName())
              .orElse(null),
          read.map(ImageReportView.Status::packageCount).orElse(null),
          containers);
    }

    Optional<Failure> failure() {
      return read.filter(status -> status.state() == State.FAILED)
          .map(
              status ->
                  new Failure(
                      image,
                      status.nodeName(),
                      status.reason() == null ? "Unknown" : status.reason(),
                      status.message()));
    }
  }
}
