package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Something that is not as it should be, and one place where it is found. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
    @JsonPropertyDescription(
            "What kind of finding it is, in one CamelCase word for programs, such as LicenseDenied"
                + " or HostPid; docs/findings has a page for each.")
        @Required
        @Size(max = 64)
        String id,
    @JsonPropertyDescription("How bad it is.") @Required Severity severity,
    @JsonPropertyDescription("What is wrong, in a sentence for people.") @Required @Size(max = 1024)
        String message,
    @JsonProperty("package") @JsonPropertyDescription("The package that it is about.")
        PackageRef subject,
    @JsonPropertyDescription("That package's licence as an SPDX expression.") @Size(max = 512)
        String license,
    @JsonPropertyDescription(
            "The image's layer that brought the package; absent when the package came after the"
                + " image, or the layers are not told apart.")
        LayerRef layer,
    @JsonPropertyDescription("The image, as the pods name it.") @Size(max = 512) String image,
    @JsonPropertyDescription("The ImageReport that lists its packages.") @Size(max = 253)
        String imageReport,
    @JsonPropertyDescription("The namespace of a pod in which it is found; there may be more.")
        @Size(max = 63)
        String namespace,
    @JsonPropertyDescription("The name of that pod.") @Size(max = 253) String pod,
    @JsonPropertyDescription("The container of that pod; its ContainerReport says more.")
        @Size(max = 63)
        String container,
    @JsonPropertyDescription("In how many containers it is found, if in more than one.")
        Integer containers,
    @JsonPropertyDescription("Why it is ignored, where somebody said that it is to be.")
        @Size(max = 256)
        String ignored) {

  /** One of a package, that is not ignored. */
  public Finding(
      String id,
      Severity severity,
      String message,
      PackageRef subject,
      String license,
      LayerRef layer,
      String image,
      String imageReport,
      String namespace,
      String pod,
      String container) {
    this(
        id,
        severity,
        message,
        subject,
        license,
        layer,
        image,
        imageReport,
        namespace,
        pod,
        container,
        null,
        null);
  }
}
