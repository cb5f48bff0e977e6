package dev.imagescan.agent.layers;

import dev.imagescan.agent.mounts.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directories that an overlay was made of, as the kernel shows them in its options.
 *
 * @param lower the layers, topmost first
 * @param upper where changes go; none in a read-only overlay
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">Overlay Filesystem</a>
 */
public record OverlayOptions(List<String> lower, Optional<String> upper) {

  /** The list is copied. */
  public OverlayOptions {
    lower = List.copyOf(lower);
  }

  /** Reads the last field of a mount table's line. */
  public static OverlayOptions parse(String superOptions) {
    List<String> lower = new ArrayList<>();
    Optional<String> upper = Optional.empty();
    for (String option : superOptions.split(",")) {
      int equals = option.indexOf('=');
      String name = option.substring(0, Math.max(equals, 0));
      String value = Mount.unescape(option.substring(equals + 1));
      switch (name) {
        case "lowerdir" -> lower.addAll(directories(value));
        case "lowerdir+" -> lower.add(value);
        case "upperdir" -> upper = Optional.of(directories(value).getFirst());
        default -> {}
      }
    }
    return new OverlayOptions(lower, upper);
  }

  /** Splits at colons; a backslash takes the meaning from the character after it. */
  private static List<String> directories(String value) {
    List<String> directories = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ':') {
        directories.add(name.toString());
        name.setLength(0);
      } else {
        boolean escape = c == '\\' && i + 1 < value.length();
        name.append(escape ? value.charAt(++i) : c);
      }
    }
    directories.add(name.toString());
    return directories;
  }
}
