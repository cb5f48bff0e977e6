package dev.imagescan.operator.cluster;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Keeps one copy of each value that many pods have in common, for as long as one of them has it: a
 * pod then costs a reference. Values are immutable. Any thread.
 */
final class OneCopy<T> {

  private final Map<T, WeakReference<T>> copies = new WeakHashMap<>();

  /** The copy that equals this value; this one if it is the first. */
  synchronized T of(T value) {
    WeakReference<T> known = copies.get(value);
    T first = known == null ? null : known.get();
    if (first == null) {
      copies.put(value, new WeakReference<>(value));
      return value;
    }
    return first;
  }
}
