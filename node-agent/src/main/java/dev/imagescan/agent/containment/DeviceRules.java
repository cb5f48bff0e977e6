package dev.imagescan.agent.containment;

import java.util.List;
import java.util.Optional;

/**
 * Which devices a control group lets its processes open.
 *
 * @param all every device
 * @param fuse /dev/fuse
 * @param blocks any block device at all
 */
record DeviceRules(boolean all, boolean fuse, boolean blocks) {

  private static final String FUSE = "10:229";

  /** One line of {@code devices.list}, or one device of a runtime's configuration. */
  record Rule(char type, String device, String access) {}

  /**
   * Reads a {@code devices.list}.
   *
   * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/devices.html">the kernel's
   *     documentation of the device controller</a>
   */
  static DeviceRules parse(String list) {
    return of(list.lines().map(DeviceRules::rule).flatMap(Optional::stream).toList());
  }

  /** What rules allow that were all given to allow. */
  static DeviceRules of(List<Rule> allowed) {
    List<Rule> open = allowed.stream().filter(rule -> rule.access().contains("r")).toList();
    return new DeviceRules(
        open.stream().anyMatch(rule -> rule.type() == 'a'),
        open.stream().anyMatch(rule -> rule.type() != 'b' && covers(rule.device(), FUSE)),
        open.stream().anyMatch(rule -> rule.type() != 'c'));
  }

  private static Optional<Rule> rule(String line) {
    String[] fields = line.split(" ");
    return fields.length == 3 && fields[0].length() == 1
        ? Optional.of(new Rule(fields[0].charAt(0), fields[1], fields[2]))
        : Optional.empty();
  }

  private static boolean covers(String pattern, String device) {
    return pattern.equals("*:*")
        || pattern.equals(device)
        || (pattern.endsWith(":*")
            && device.startsWith(pattern.substring(0, pattern.length() - 1)));
  }
}
