package dev.imagescan.agent.report;

import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One file system of a report.
 *
 * @param subject what was inspected
 * @param content what was found
 */
public record Inspected(Subject subject, RootContent content) {

  private static final Pattern OPERATORS = Pattern.compile(" (?:AND|OR) ");
  private static final Pattern BRACKETS = Pattern.compile("[()]");

  /** A licence, and how many packages name it. */
  record LicenseUse(String id, int packages) {}

  /** The licences that packages name, the most used first; those of which none is known too. */
  List<LicenseUse> licenses() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Package found : content.catalogue().packages()) {
      OPERATORS
          .splitAsStream(found.license().expression())
          .map(part -> BRACKETS.matcher(part).replaceAll("").strip().split(" ")[0])
          .distinct()
          .forEach(id -> counts.merge(id, 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(count -> new LicenseUse(count.getKey(), count.getValue()))
        .sorted(
            Comparator.comparingInt(LicenseUse::packages).reversed().thenComparing(LicenseUse::id))
        .toList();
  }

  /** How many packages have a licence. */
  long licensed() {
    return content.catalogue().packages().stream()
        .map(Package::license)
        .filter(License::known)
        .count();
  }

  /** How many packages came with each layer, the lowest first; empty where that is not known. */
  List<Long> packagesByLayer() {
    long[] counts = new long[content.layers().layers().size()];
    Set<Object> counted = new HashSet<>();
    for (Package found : content.catalogue().packages()) {
      boolean known = found.layer() >= 0 && found.layer() < counts.length;
      if (known && counted.add(List.of(found.identity(), found.layer()))) {
        counts[found.layer()]++;
      }
    }
    return Arrays.stream(counts).boxed().toList();
  }
}
