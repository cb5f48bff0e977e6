package dev.imagescan.agent.mounts;

import dev.imagescan.agent.linux.Stat.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One line of a mount table. The texts are as the kernel has them, one byte in each char, with its
 * octal escapes undone; a container can choose most of them.
 *
 * @param id the mount's ID, unique among those that there are at one time
 * @param parent the ID of the mount that it lies on
 * @param device of the file system
 * @param root the directory of the file system that is mounted
 * @param mountPoint relative to the root of the process that the table belongs to
 * @param options of this mount
 * @param propagation such as {@code shared:7}, joined by spaces; empty for a private mount
 * @param type of the file system, with the subtype after a dot
 * @param source a device, an export, or any word
 * @param superOptions the file system's own, escapes and all, since commas may be among them
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public record Mount(
    int id,
    int parent,
    Device device,
    String root,
    String mountPoint,
    String options,
    String propagation,
    String type,
    String source,
    String superOptions) {

  private static final int FIXED_FIELDS = 6;
  private static final List<String> PROPAGATION =
      List.of("shared:", "master:", "propagate_from:", "unbindable");

  /** Reads one line; empty when it is not one of a mount table. */
  public static Optional<Mount> parse(String line) {
    List<String> fields = Arrays.asList(line.split(" ", -1));
    int separator = FIXED_FIELDS;
    while (separator < fields.size() && !fields.get(separator).equals("-")) {
      separator++;
    }
    if (fields.size() < separator + 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Mount(
              Integer.parseInt(fields.get(0)),
              Integer.parseInt(fields.get(1)),
              device(fields.get(2)),
              unescape(fields.get(3)),
              unescape(fields.get(4)),
              fields.get(5),
              propagation(fields.subList(FIXED_FIELDS, separator)),
              unescape(fields.get(separator + 1)),
              unescape(fields.get(separator + 2)),
              fields.get(separator + 3)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  Mount withoutSuperOptions() {
    return new Mount(id, parent, device, root, mountPoint, options, propagation, type, source, "");
  }

  int textLength() {
    return root.length()
        + mountPoint.length()
        + options.length()
        + propagation.length()
        + type.length()
        + source.length();
  }

  /** Undoes the kernel's escapes: a backslash and three octal digits for one byte. */
  public static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        plain.append((char) (Integer.parseInt(text.substring(i + 1, i + 4), 8) & 0xff));
        i += 3;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  private static boolean isEscape(String text, int at) {
    return text.charAt(at) == '\\'
        && at + 3 < text.length()
        && text.substring(at + 1, at + 4).chars().allMatch(c -> c >= '0' && c <= '7');
  }

  private static Device device(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new NumberFormatException(text);
    }
    return new Device(
        Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  private static String propagation(List<String> optional) {
    return optional.stream()
        .filter(field -> PROPAGATION.stream().anyMatch(field::startsWith))
        .collect(Collectors.joining(" "));
  }
}
