package dev.imagescan.agent.containment;

import java.util.Locale;

/**
 * The kinds of namespaces.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
enum Namespace {
  CGROUP,
  IPC,
  MNT,
  NET,
  PID,
  TIME,
  USER,
  UTS;

  /** Its name below /proc/PID/ns and in reports. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
