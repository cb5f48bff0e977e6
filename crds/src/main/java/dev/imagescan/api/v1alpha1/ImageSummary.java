package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One image of a scan, and where its packages are listed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageSummary(
    @JsonPropertyDescription("The image's name, as the pods give it.") @Required @Size(max = 512)
        String image,
    @JsonPropertyDescription("The ImageReport that lists its packages.") @Required @Size(max = 253)
        String report,
    @JsonPropertyDescription("The distribution, such as Debian GNU/Linux 12 (bookworm).")
        @Size(max = 128)
        String distribution,
    @JsonPropertyDescription("How many packages it holds; absent until it is read.")
        Integer packages,
    @JsonPropertyDescription("How many containers of the scan run it.") int containers) {}
