package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a package's licence is known. */
public enum LicenseEvidence {
  /** The package's own metadata names it. */
  @JsonProperty("Declared")
  DECLARED,
  /** A file of the package names it, such as a copyright file. */
  @JsonProperty("File")
  FILE,
  /** A file of the package holds its text. */
  @JsonProperty("Text")
  TEXT
}
