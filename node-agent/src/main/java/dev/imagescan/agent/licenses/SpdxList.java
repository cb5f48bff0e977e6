package dev.imagescan.agent.licenses;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The ids of the SPDX licence list, found by any spelling of their letters' case.
 *
 * @see <a href="https://spdx.org/licenses/">SPDX licence list</a>
 */
final class SpdxList {

  private static final Map<String, String> LICENSES = read("spdx-licenses.txt");
  private static final Map<String, String> EXCEPTIONS = read("spdx-exceptions.txt");

  private SpdxList() {}

  /** The id of a licence as the list writes it. */
  static Optional<String> license(String id) {
    return Optional.ofNullable(LICENSES.get(id.toLowerCase(Locale.ROOT)));
  }

  /** The id of an exception as the list writes it. */
  static Optional<String> exception(String id) {
    return Optional.ofNullable(EXCEPTIONS.get(id.toLowerCase(Locale.ROOT)));
  }

  private static Map<String, String> read(String resource) {
    Map<String, String> ids = HashMap.newHashMap(1024);
    for (String id : Tables.lines(resource)) {
      ids.put(id.toLowerCase(Locale.ROOT), id);
    }
    return ids;
  }
}
