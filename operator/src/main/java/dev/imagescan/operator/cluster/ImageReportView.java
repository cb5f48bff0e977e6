package dev.imagescan.operator.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.imagescan.api.v1alpha1.Api;
import dev.imagescan.api.v1alpha1.Distribution;
import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An ImageReport without its package list, which is nine tenths of its size. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("ImageReport")
@Plural("imagereports")
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ImageReportView extends View {

  private ImageReportSpec spec;
  private Status status;

  /** Which image, and which node reads it. */
  public ImageReportSpec getSpec() {
    return spec;
  }

  /** Replaces the specification in this view. */
  public void setSpec(ImageReportSpec spec) {
    this.spec = spec;
  }

  /** What was found, or null while nobody has read the image. */
  public Status getStatus() {
    return status;
  }

  /** Replaces the status in this view; one without a state counts as none. */
  public void setStatus(Status status) {
    this.status = status == null || status.state() == null ? null : status;
  }

  /** What was found, once the image was read. */
  public Optional<Status> read() {
    return Optional.ofNullable(status);
  }

  /** Whether nothing that planning reads differs. */
  public boolean sameAs(ImageReportView other) {
    return Objects.equals(spec, other.spec) && Objects.equals(status, other.status);
  }

  /** The summary that a report carries. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Status(
      State state,
      String reason,
      String message,
      String nodeName,
      String time,
      Distribution distribution,
      Integer packageCount,
      List<LicenseCount> licenses) {

    /** An absent list is an empty one. */
    public Status {
      licenses = licenses == null ? List.of() : List.copyOf(licenses);
    }
  }
}
