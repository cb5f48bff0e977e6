package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which licences packages may have; {@code deny} is looked at first. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(has(self.allow) && size(self.allow) > 0) || (has(self.deny) && size(self.deny) > 0)",
    message = "licensePolicy needs at least one entry in allow or deny")
public record LicensePolicy(
    @JsonPropertyDescription(
            "When set, a package's licence must be one of these, or a choice that offers one of"
                + " them. SPDX ids, LicenseRef-… or NOASSERTION, where * is any text; with WITH and"
                + " an exception's id only the licence with that exception.")
        @Size(max = 64)
        List<String> allow,
    @JsonPropertyDescription(
            "A package's licence must be none of these, nor a choice that offers nothing else;"
                + " written as in allow. What is denied is not allowed by allow.")
        @Size(max = 64)
        List<String> deny) {

  /** Absent lists are empty ones. */
  public LicensePolicy {
    allow = allow == null ? List.of() : List.copyOf(allow);
    deny = deny == null ? List.of() : List.copyOf(deny);
  }
}
