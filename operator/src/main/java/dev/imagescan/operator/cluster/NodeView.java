package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A core/v1 Node: its labels, its platform, and whether it is ready and takes pods. */
@Group("")
@Version("v1")
@Kind("Node")
@Plural("nodes")
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class NodeView extends View {

  private Status status = new Status(null, null);
  private Spec spec = new Spec(null);

  /** What is asked of the node. */
  public Spec getSpec() {
    return spec;
  }

  /** Replaces what is asked of the node; null is nothing. */
  public void setSpec(Spec spec) {
    this.spec = spec == null ? new Spec(null) : spec;
  }

  /** Whether the node is cordoned: what runs there stays or is moved, nothing new is to come. */
  @JsonIgnore
  public boolean unschedulable() {
    return Boolean.TRUE.equals(spec.unschedulable());
  }

  /** When the node was made, as far as it says. */
  @JsonIgnore
  public Instant created() {
    return Timestamp.parse(getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
  }

  /** Since when the node has not been ready; empty while it is, or when it does not say. */
  @JsonIgnore
  public Optional<Instant> notReadySince() {
    return status.conditions().stream()
        .filter(c -> !"True".equals(c.status()))
        .findFirst()
        .flatMap(c -> Timestamp.parse(c.lastTransitionTime()));
  }

  /** What the node says of itself. */
  public Status getStatus() {
    return status;
  }

  /** Replaces what the node says of itself; null is nothing. */
  public void setStatus(Status status) {
    this.status = status == null ? new Status(null, null) : status;
  }

  /** Whether the node's Ready condition is true. */
  @JsonIgnore
  public boolean ready() {
    return status.conditions().stream()
        .anyMatch(c -> "Ready".equals(c.type()) && "True".equals(c.status()));
  }

  /** The operating system as Kubernetes names it; linux when the node does not say. */
  @JsonIgnore
  public String operatingSystem() {
    return status.nodeInfo() == null || status.nodeInfo().operatingSystem() == null
        ? "linux"
        : status.nodeInfo().operatingSystem();
  }

  /** The architecture as Kubernetes names it; amd64 when the node does not say. */
  @JsonIgnore
  public String architecture() {
    return status.nodeInfo() == null || status.nodeInfo().architecture() == null
        ? "amd64"
        : status.nodeInfo().architecture();
  }

  /** Whether nothing that planning reads differs. */
  public boolean sameAs(NodeView other) {
    return ready() == other.ready()
        && unschedulable() == other.unschedulable()
        && labels().equals(other.labels())
        && Objects.equals(getMetadata().getUid(), other.getMetadata().getUid())
        && Objects.equals(status.nodeInfo(), other.status.nodeInfo());
  }

  /** The part of a node's status that is kept. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(List<NodeCondition> conditions, NodeInfo nodeInfo) {

    /** Keeps the Ready condition only. */
    public Status {
      conditions =
          conditions == null
              ? List.of()
              : conditions.stream().filter(c -> "Ready".equals(c.type())).toList();
    }
  }

  /** One condition of a node. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record NodeCondition(String type, String status, String lastTransitionTime) {}

  /** The part of a node's specification that is kept. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(Boolean unschedulable) {}

  /** The node's platform. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record NodeInfo(String operatingSystem, String architecture) {}
}
