package dev.imagescan.agent.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file descriptor of this process. Closing it twice does nothing the second time, so a
 * number that the kernel has given to another file is never closed by mistake.
 */
public final class Fd implements AutoCloseable {

  private static final int CLOSED = -1;

  private final AtomicInteger number;

  Fd(int number) {
    this.number = new AtomicInteger(number);
  }

  /**
   * The descriptor's number.
   *
   * @throws IllegalStateException when it is closed
   */
  public int number() {
    int value = number.get();
    if (value == CLOSED) {
      throw new IllegalStateException("this file descriptor is closed");
    }
    return value;
  }

  /** The path below our own /proc that leads to the same open file. */
  String procPath() {
    return "/proc/self/fd/" + number();
  }

  @Override
  public void close() {
    int value = number.getAndSet(CLOSED);
    if (value != CLOSED) {
      Kernel.close(value);
    }
  }

  @Override
  public String toString() {
    int value = number.get();
    return value == CLOSED ? "closed fd" : "fd " + value;
  }
}
