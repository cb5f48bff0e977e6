package dev.imagescan.agent.stored;

/** What was asked for is not in the cluster; the message says so, and where to look. */
public final class NotThereException extends Exception {
  NotThereException(String message) {
    super(message);
  }
}
