package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What {@link ImageScan} and {@link ClusterImageScan} have in common for whoever plans them. */
// Jackson takes annotations of interfaces before those of the superclass: without this one, that of
// KubernetesResource would have a scan read as a GenericKubernetesResource.
@JsonDeserialize(using = JsonDeserializer.None.class)
public sealed interface Scan extends HasMetadata permits ImageScan, ClusterImageScan {

  /** What to scan. */
  ScanSpec getSpec();

  /** What was found, or null before the first report. */
  ScanStatus getStatus();
}
