package dev.imagescan.agent.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container's ID as a pod's status gives it.
 *
 * @param runtime such as {@code containerd}, {@code cri-o} or {@code docker}
 * @param id what the runtime calls the container, and its control group after it
 */
public record ContainerId(String runtime, String id) {

  private static final Pattern STATUS = Pattern.compile("([a-z][a-z0-9+.-]*)://(.*)");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{12,128}");

  /** Refuses what cannot be a name of a control group of a container. */
  public ContainerId {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a container's ID has 12 to 128 hexadecimal digits, unlike this one");
    }
  }

  /**
   * Reads the form of a pod's status, {@code containerd://0123…}.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static ContainerId parse(String status) {
    Matcher matcher = STATUS.matcher(status);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a container's ID looks like containerd://0123456789abcdef…, unlike this one");
    }
    return new ContainerId(matcher.group(1), matcher.group(2));
  }
}
