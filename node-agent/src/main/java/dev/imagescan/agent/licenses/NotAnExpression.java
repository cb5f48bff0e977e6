package dev.imagescan.agent.licenses;

/** A text is not a licence expression; only the parsers' own callers meet it. */
final class NotAnExpression extends Exception {

  NotAnExpression() {
    super("not a licence expression", null, false, false);
  }
}
