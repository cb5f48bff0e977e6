package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A file that differs from the image. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DriftEntry(
    @JsonPropertyDescription("Where it is, made printable.") @Required @Size(max = 512) String path,
    @JsonPropertyDescription("What became of it.") @Required FileChange change,
    @JsonPropertyDescription("file, directory, link, device, socket or fifo.") @Size(max = 16)
        String type,
    @JsonPropertyDescription("Its size in bytes.") Long size,
    @JsonPropertyDescription("Its mode in octal, such as 4755.") @Size(max = 8) String mode,
    @JsonPropertyDescription("Its owner.") Long uid,
    @JsonPropertyDescription("Its group.") Long gid,
    @JsonPropertyDescription("Whether somebody may execute it.") Boolean executable,
    @JsonPropertyDescription("The package that owns it, as type/name.") @Size(max = 300)
        String owner,
    @JsonPropertyDescription(
            "Whether its content is what that package's database says: Matches or Differs; absent when it says nothing.")
        @Size(max = 16)
        String checksum,
    @JsonPropertyDescription(
            "The capabilities that it gives to whoever runs it, and did not in the image, such as NET_RAW.")
        @Size(max = 64)
        List<String> fileCapabilities) {

  /** An absent list stays absent, a present one is copied. */
  public DriftEntry {
    fileCapabilities = fileCapabilities == null ? null : List.copyOf(fileCapabilities);
  }
}
