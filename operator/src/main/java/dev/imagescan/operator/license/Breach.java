package dev.imagescan.operator.license;

import dev.imagescan.api.v1alpha1.Severity;

/**
 * That a licence does not keep a policy.
 *
 * @param kind how it does not
 * @param message why, for people: a sentence without its full stop
 */
public record Breach(Kind kind, String message) {

  /** How a licence can fail to keep a policy, the worst first. */
  public enum Kind {
    /** The policy rules it out. */
    DENIED("LicenseDenied", Severity.HIGH),
    /** The policy names others only. */
    NOT_ALLOWED("LicenseNotAllowed", Severity.MEDIUM),
    /** It is not known, and the policy allows only some. */
    UNKNOWN("LicenseUnknown", Severity.LOW);

    private final String id;
    private final Severity severity;

    Kind(String id, Severity severity) {
      this.id = id;
      this.severity = severity;
    }

    /** What the API calls such a finding. */
    public String id() {
      return id;
    }

    /** How bad it is. */
    public Severity severity() {
      return severity;
    }
  }
}
