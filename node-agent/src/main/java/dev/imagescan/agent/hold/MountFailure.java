package dev.imagescan.agent.hold;

import java.util.Objects;

/** Something could not be done with a mount: one word for programs, a sentence for people. */
public final class MountFailure extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * Says why.
   *
   * @param reason in CamelCase, at most 64 characters
   * @param message without anything that a terminal would obey
   */
  public MountFailure(String reason, String message) {
    super(Objects.requireNonNull(message));
    this.reason = Objects.requireNonNull(reason);
  }

  /** One CamelCase word. */
  public String reason() {
    return reason;
  }
}
