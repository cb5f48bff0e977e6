package dev.imagescan.agent.packages.golang;

import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Go's cache of modules' sources, which images that build programs hold: the modules' licences are
 * in it. Nothing is known without it.
 */
final class ModuleCache {

  private static final String CACHE = "go/pkg/mod";

  private static final String HOMES = "home";

  /** Homes that are looked into. */
  private static final int MAX_HOMES = 16;

  private final Source source;
  private List<String> caches;

  ModuleCache(Source source) {
    this.source = source;
  }

  /** What the licence files of a module say. */
  License license(Module module) {
    if (source.identityOnly() || !module.hasVersion()) {
      return License.UNKNOWN;
    }
    String directory = escaped(module.path() + "@" + module.version());
    if (directory.contains("..")) {
      return License.UNKNOWN;
    }
    for (String cache : caches()) {
      License license =
          LicenseFiles.decide(
              Optional.empty(), () -> LicenseFiles.in(source, cache + "/" + directory));
      if (license.known()) {
        return license;
      }
    }
    return License.UNKNOWN;
  }

  /** Where the cache is for the users of whom one knows where they live. */
  private List<String> caches() {
    if (caches == null) {
      List<String> places = new ArrayList<>(List.of(CACHE, "root/" + CACHE));
      source.list(HOMES).stream()
          .limit(MAX_HOMES)
          .map(user -> HOMES + "/" + user + "/" + CACHE)
          .forEach(places::add);
      caches = places.stream().filter(place -> !source.list(place).isEmpty()).toList();
    }
    return caches;
  }

  /** Capital letters are written small behind an exclamation mark, so that no two names clash. */
  private static String escaped(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (char c : name.toCharArray()) {
      if (c >= 'A' && c <= 'Z') {
        text.append('!');
      }
      text.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
    }
    return text.toString();
  }
}
