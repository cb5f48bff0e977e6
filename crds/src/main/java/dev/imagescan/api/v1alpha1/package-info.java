/**
 * The API {@code imagescan.dev/v1alpha1} as records: the one place where a field, its description
 * and its limits are written. The CRD YAML under {@code deploy/crds} and {@code docs/api.md} are
 * generated from it. All values are immutable and safe to share between threads; unknown fields are
 * ignored on reading, so that an older program reads a newer object.
 */
package dev.imagescan.api.v1alpha1;
