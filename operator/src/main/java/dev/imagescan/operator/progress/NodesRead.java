package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Failure;
import java.util.List;

/**
 * How far the nodes are that a scan looks at themselves.
 *
 * @param wanted how many these are
 * @param read of these, how many were read
 * @param failures those that could not be read, and why
 */
public record NodesRead(int wanted, int read, List<Failure> failures) {

  /** Failures are copied. */
  public NodesRead {
    failures = List.copyOf(failures);
  }

  /** A scan that is about no node itself. */
  public static NodesRead none() {
    return new NodesRead(0, 0, List.of());
  }

  /** How many could not be read. */
  public int failed() {
    return failures.size();
  }

  /** How many have neither been read nor failed. */
  public int pending() {
    return wanted - read - failed();
  }
}
