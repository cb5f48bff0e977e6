package dev.imagescan.agent.layers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the layers of an overlay really are on the host, when the names that it was mounted with
 * say so only in part:
 *
 * <ul>
 *   <li>runtimes shorten the names of a deep image to ones relative to a directory that they change
 *       to before mounting;
 *   <li>for a pod in a user namespace containerd mounts the layers with shifted owners at a
 *       temporary place {@code …/ovl-idmapped<N>/} and removes that again.
 * </ul>
 *
 * Both kinds are relative to the directory that holds the container's own one as well.
 */
final class LayerPaths {

  private static final Pattern IDMAPPED = Pattern.compile(".*/ovl-idmapped[0-9]+(?:/(.*))?");

  private LayerPaths() {}

  /** The directory that has a directory for each layer: two above the upper one. */
  static Optional<String> base(OverlayOptions options, String mountPoint) {
    String inside = options.upper().filter(upper -> upper.startsWith("/")).orElse(mountPoint);
    return parent(inside).flatMap(LayerPaths::parent);
  }

  /** The layer's path; empty when its name was lost. */
  static Optional<String> of(String lower, String base) {
    Matcher idmapped = IDMAPPED.matcher(lower);
    if (idmapped.matches()) {
      return Optional.ofNullable(idmapped.group(1))
          .filter(rest -> !rest.isEmpty())
          .map(rest -> base + "/" + rest);
    }
    return Optional.of(absolute(lower, base));
  }

  /** A path of the mount's options, the upper directory's for one, with its base before it. */
  static String absolute(String path, String base) {
    return path.startsWith("/") ? path : base + "/" + path;
  }

  private static Optional<String> parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(path.substring(0, slash));
  }
}
