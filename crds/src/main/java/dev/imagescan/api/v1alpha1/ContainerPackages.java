package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The packages of a running container, counted; an ImageReport lists those of its image. */
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
    @JsonPropertyDescription("The ImageReport of its image.") @Size(max = 253) String imageReport) {

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
