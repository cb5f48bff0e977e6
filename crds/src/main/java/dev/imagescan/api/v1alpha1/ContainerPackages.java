package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * The packages of a running container: counted, and those listed that came after its image. An
 * ImageReport lists the others.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerPackages(
    @JsonPropertyDescription("How many there are, when they were read from the container itself.")
        Integer count,
    @JsonPropertyDescription(
            "Image when the container has not touched its package databases since its image, so"
                + " that the ImageReport holds; Container when it has.")
        @Required
        Source source,
    @JsonPropertyDescription("The ImageReport of its image.") @Size(max = 253) String imageReport,
    @JsonPropertyDescription(
            "Packages that are in the running container and not in its image, by type, name and"
                + " version: the first 100.")
        @Size(max = 100)
        List<ReportedPackage> added,
    @JsonPropertyDescription("How many packages are in the running container and not in its image.")
        Integer addedCount,
    @JsonPropertyDescription(
            "How many packages are in its image and not in the running container any more.")
        Integer removedCount) {

  /** An absent list stays absent, and so does an empty one. */
  public ContainerPackages {
    added = added == null || added.isEmpty() ? null : List.copyOf(added);
  }

  /** Whose package databases these are. */
  public enum Source {
    /** The image's: the container has not changed them. */
    @JsonProperty("Image")
    IMAGE,
    /** The container's own: they differ from the image's, or the image could not be told apart. */
    @JsonProperty("Container")
    CONTAINER
  }
}
