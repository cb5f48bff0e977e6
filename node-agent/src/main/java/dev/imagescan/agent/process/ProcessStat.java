package dev.imagescan.agent.process;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} tells of a process's life.
 *
 * @param state one letter; Z and X are the dead
 * @param threads how many threads its process has
 * @param startTime in clock ticks since the machine started
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessStat(char state, int threads, long startTime) {

  private static final int THREADS_AFTER_NAME = 17;
  private static final int START_TIME_AFTER_NAME = 19;

  /** Reads the file; the name in it is the process's own choice, parentheses and all. */
  static Optional<ProcessStat> parse(byte[] stat) {
    String text = new String(stat, StandardCharsets.ISO_8859_1);
    String[] fields = text.substring(text.lastIndexOf(')') + 1).trim().split(" ");
    if (fields.length <= START_TIME_AFTER_NAME || fields[0].length() != 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessStat(
              fields[0].charAt(0),
              Integer.parseInt(fields[THREADS_AFTER_NAME]),
              Long.parseLong(fields[START_TIME_AFTER_NAME])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether its process runs, be it without the thread that it began with. */
  boolean isAlive() {
    return !hasLeft() || threads > 1;
  }

  /** Whether this thread has ended. */
  boolean hasLeft() {
    return state == 'Z' || state == 'X' || state == 'x';
  }
}
