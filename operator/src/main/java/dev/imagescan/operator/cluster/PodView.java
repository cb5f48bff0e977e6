package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A core/v1 Pod: where it runs, its labels and its running containers. Everything else is dropped
 * as it is read, and the strings that many pods share are kept once: an operator holds every pod of
 * the cluster. Immutable; {@link #getMetadata()} gives a fresh copy of the little that is left.
 */
@Group("")
@Version("v1")
@Kind("Pod")
@Plural("pods")
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class PodView implements HasMetadata, Namespaced {

  private static final long serialVersionUID = 1;

  private final String namespace;
  private final String name;
  private final String uid;
  private final String resourceVersion;
  private final String nodeName;
  private final transient Map<String, String> labels;
  private final transient List<ContainerView> containers;
  private final transient PodTraits traits;
  private final transient PodIgnores ignores;
  private final boolean ready;
  private final boolean leaving;
  private final boolean starting;
  private final boolean ended;
  private final long created;

  /** Reads the parts of a pod that matter. */
  @JsonCreator
  public PodView(
      @JsonProperty("metadata") ObjectMeta metadata,
      @JsonProperty("spec") PodParts.Spec spec,
      @JsonProperty("status") PodParts.Status status) {
    ObjectMeta meta = metadata == null ? new ObjectMeta() : metadata;
    this.namespace = PodParts.shared(meta.getNamespace());
    this.name = meta.getName();
    this.uid = meta.getUid();
    this.resourceVersion = meta.getResourceVersion();
    this.labels = PodParts.shared(meta.getLabels());
    this.ignores = PodIgnores.in(meta.getAnnotations());
    this.leaving = meta.getDeletionTimestamp() != null;
    this.nodeName = spec == null ? null : PodParts.shared(spec.nodeName());
    this.traits =
        spec == null ? PodTraits.NONE : spec.traits(labels.containsKey(CarrierView.CARRIER));
    this.created = PodParts.seconds(meta.getCreationTimestamp());
    this.starting = status != null && "Pending".equals(status.phase());
    this.ended = status != null && status.ended();
    this.ready = status != null && status.ready();
    this.containers = status == null ? List.of() : status.running(spec);
  }

  /** The pod's namespace. */
  public String namespace() {
    return namespace;
  }

  /** The pod's name. */
  public String name() {
    return name;
  }

  /** The pod's UID. */
  public String uid() {
    return uid;
  }

  /** The node that it runs on, or null before it is scheduled. */
  public String nodeName() {
    return nodeName;
  }

  /** Its labels; none is an empty map. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Its running containers of every kind, those that have an ID. */
  public List<ContainerView> containers() {
    return containers;
  }

  /** What a carrier for it would copy. */
  public PodTraits traits() {
    return traits;
  }

  /** The findings that it says are as they should be. */
  public PodIgnores ignores() {
    return ignores;
  }

  /** Whether it is a carrier: it says so, and its only container runs that image. */
  public boolean isCarrier(String carrierImage) {
    return carrierImage.equals(traits.carrierImage());
  }

  /** Whether its Ready condition is true. */
  public boolean ready() {
    return ready;
  }

  /** Whether it is being deleted. */
  public boolean leaving() {
    return leaving;
  }

  /** Whether not all of its containers have been started yet. */
  public boolean starting() {
    return starting;
  }

  /** Whether all of its containers have ended for good. */
  public boolean ended() {
    return ended;
  }

  /** When it was created. */
  public Instant created() {
    return Instant.ofEpochSecond(created);
  }

  /** Whether nothing that planning reads differs. */
  public boolean sameAs(PodView other) {
    return Objects.equals(uid, other.uid)
        && Objects.equals(nodeName, other.nodeName)
        && ready == other.ready
        && leaving == other.leaving
        && starting == other.starting
        && ended == other.ended
        && labels.equals(other.labels)
        && traits.equals(other.traits)
        && ignores.equals(other.ignores)
        && containers.equals(other.containers);
  }

  @Override
  public ObjectMeta getMetadata() {
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(name)
        .withUid(uid)
        .withResourceVersion(resourceVersion)
        .build();
  }

  @Override
  public void setMetadata(ObjectMeta metadata) {
    throw new UnsupportedOperationException("a view of a pod does not change");
  }

  @Override
  public void setApiVersion(String version) {
    // The class says it: the annotation.
  }
}
