package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/**
 * A Linux distribution, by its os-release file.
 *
 * @see <a
 *     href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Distribution(
    @JsonPropertyDescription("ID, such as debian or alpine.") @Size(max = 64) String id,
    @JsonPropertyDescription("VERSION_ID, such as 12 or 3.20.3.") @Size(max = 64) String versionID,
    @JsonPropertyDescription("PRETTY_NAME, for people.") @Size(max = 128) String prettyName) {}
