package dev.imagescan.agent.containment;

import java.util.Optional;

/**
 * Whether seccomp lets a process mount.
 *
 * @param mount whether the calls that mount go through
 * @param userNamespace whether those that make a user namespace do
 * @param isUnknown whether there is a filter of which that is not known
 */
record SystemCalls(boolean mount, boolean userNamespace, boolean isUnknown) {

  private static final int DISABLED = 0;
  private static final int STRICT = 1;

  /**
   * For one process.
   *
   * @param filter the one that the runtime was told to install, if that is known
   */
  static SystemCalls of(ProcessStatus status, Optional<Filter> filter) {
    if (status.seccomp() == DISABLED) {
      return new SystemCalls(true, true, false);
    }
    if (status.seccomp() == STRICT) {
      return new SystemCalls(false, false, false);
    }
    // What the program added itself is known to nobody, and can only refuse more.
    boolean more = status.filters() > 1;
    return filter
        .map(known -> new SystemCalls(known.allowsMount(), known.allowsUserNamespace(), more))
        .orElse(new SystemCalls(true, true, true));
  }

  /** Whether a mount is refused for certain. */
  boolean refused(boolean direct) {
    return !mount || (!direct && !userNamespace);
  }
}
