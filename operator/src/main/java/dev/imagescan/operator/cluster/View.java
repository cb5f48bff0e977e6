package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/**
 * An object of the cluster, reduced to what planning needs: of its metadata the names, UID, labels,
 * versions and times stay; annotations, managed fields and owners are dropped as it is read. A view
 * is never written back.
 */
public abstract sealed class View implements HasMetadata
    permits NodeView, NamespaceView, ImageReportView {

  private ObjectMeta metadata = new ObjectMeta();

  @Override
  public final ObjectMeta getMetadata() {
    return metadata;
  }

  @Override
  public final void setMetadata(ObjectMeta metadata) {
    this.metadata = trimmed(metadata);
  }

  @Override
  public final void setApiVersion(String version) {
    // The class says it: an annotation of every view.
  }

  /** The object's name. */
  @JsonIgnore
  public final String name() {
    return metadata.getName();
  }

  /** The object's labels; none is an empty map. */
  @JsonIgnore
  public final Map<String, String> labels() {
    return metadata.getLabels() == null ? Map.of() : metadata.getLabels();
  }

  private static ObjectMeta trimmed(ObjectMeta full) {
    return new ObjectMetaBuilder()
        .withNamespace(full.getNamespace())
        .withName(full.getName())
        .withUid(full.getUid())
        .withResourceVersion(full.getResourceVersion())
        .withGeneration(full.getGeneration())
        .withCreationTimestamp(full.getCreationTimestamp())
        .withDeletionTimestamp(full.getDeletionTimestamp())
        .withLabels(full.getLabels())
        .build();
  }
}
