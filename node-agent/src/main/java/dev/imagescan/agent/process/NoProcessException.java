package dev.imagescan.agent.process;

import java.io.IOException;

/** There is no such process, or no longer, or it is not the one that was meant. */
public final class NoProcessException extends IOException {

  /** A sentence for people. */
  public NoProcessException(String message) {
    super(message);
  }
}
