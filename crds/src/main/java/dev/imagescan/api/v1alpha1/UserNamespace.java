package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The user namespace of a container that is not the one of its host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UserNamespace(
    @JsonPropertyDescription(
            "Its uid_map, lines separated by commas: first inside, first outside, how many.")
        @Required
        @Size(max = 256)
        String uidMap,
    @JsonPropertyDescription("Its gid_map in the same form; absent when it is as the uid_map.")
        @Size(max = 256)
        String gidMap) {}
