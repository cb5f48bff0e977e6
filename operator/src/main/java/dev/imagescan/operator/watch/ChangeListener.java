package dev.imagescan.operator.watch;

import java.util.stream.Stream;

/**
 * Is told when an object changed in a way that matters. Called on the watch's own thread, one
 * change after the other, when the cache already holds the new state; it must be quick.
 *
 * @param <T> the kind of object
 */
@FunctionalInterface
public interface ChangeListener<T> {

  /**
   * An object came (before is null), changed, or went (after is null).
   *
   * @param before how it was
   * @param after how it is
   */
  void changed(T before, T after);

  /** The states that there are, of before and after. */
  static <T> Stream<T> both(T before, T after) {
    return Stream.of(before == null ? after : before, after == null ? before : after).distinct();
  }
}
