package dev.imagescan.operator.license;

import dev.imagescan.api.v1alpha1.LayerRef;
import dev.imagescan.api.v1alpha1.PackageRef;
import dev.imagescan.api.v1alpha1.ReportedLayer;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.Severity;
import java.util.ArrayList;
import java.util.List;

/** Comes to a verdict over packages, given in as many lists as they are kept in. One thread. */
public final class Judge {

  private final LicenseRules rules;
  private final List<LayerRef> layers;
  private final int[] counts = new int[Severity.values().length];
  private final List<Violation> violations = new ArrayList<>();
  private int packages;

  /**
   * A judge who has seen nothing yet.
   *
   * @param layers the layers that packages name by index, or null when they are not known
   */
  public Judge(LicenseRules rules, List<ReportedLayer> layers) {
    this.rules = rules;
    this.layers =
        layers == null
            ? List.of()
            : layers.stream()
                .map(layer -> new LayerRef(layer.diffID(), layer.createdBy()))
                .toList();
  }

  /** Looks at more packages; null is none. */
  public void look(List<ReportedPackage> more) {
    if (more != null) {
      more.forEach(this::look);
    }
  }

  private void look(ReportedPackage found) {
    packages++;
    rules
        .breach(found.license())
        .ifPresent(
            breach -> {
              counts[breach.kind().severity().ordinal()]++;
              violations.add(violation(found, breach));
            });
  }

  private Violation violation(ReportedPackage found, Breach breach) {
    return new Violation(
        new PackageRef(found.type(), found.name(), found.version()),
        found.license(),
        layer(found.layer()),
        breach);
  }

  private LayerRef layer(Integer index) {
    return index == null || index < 0 || index >= layers.size() ? null : layers.get(index);
  }

  /**
   * What the policy says of all that was looked at.
   *
   * @param expected how many packages there are; null when nobody says
   * @param most how many violations to keep
   */
  public Verdict verdict(Integer expected, int most) {
    return new Verdict(
        packages,
        expected == null || packages >= expected,
        counts[Severity.HIGH.ordinal()],
        counts[Severity.MEDIUM.ordinal()],
        counts[Severity.LOW.ordinal()],
        violations.stream().sorted(Violation.ORDER).limit(most).toList());
  }
}
