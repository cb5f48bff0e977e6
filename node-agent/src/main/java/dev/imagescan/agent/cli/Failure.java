package dev.imagescan.agent.cli;

/** A command cannot be done; the message is one line and says what to do about it. */
final class Failure extends Exception {

  Failure(String message) {
    super(message, null, false, false);
  }
}
