package dev.imagescan.agent.root;

import java.io.IOException;

/** Something below a {@link Root} that was not read; carries the path and the reason. */
public final class UnreadableException extends IOException {

  private final String path;
  private final Unreadable why;

  /** The path as it was asked for, unprintable bytes included, and why it was not read. */
  public UnreadableException(String path, Unreadable why) {
    super(path + ": " + why.sentence());
    this.path = path;
    this.why = why;
  }

  /** The path as it was asked for; make it printable before showing it. */
  public String path() {
    return path;
  }

  /** The reason. */
  public Unreadable why() {
    return why;
  }
}
