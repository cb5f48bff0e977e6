package dev.imagescan.agent.report;

import dev.imagescan.agent.containment.Judgement;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One file system of a report.
 *
 * @param subject what was inspected
 * @param content what was found
 * @param judgement what separates its container from the host; empty where that was not asked, or
 *     there is none
 * @param machine what else is known of it where it is a machine
 */
public record Inspected(
    Subject subject,
    RootContent content,
    Optional<Judgement> judgement,
    Optional<HostContent> machine) {

  /** One without a container. */
  public Inspected(Subject subject, RootContent content) {
    this(subject, content, Optional.empty(), Optional.empty());
  }

  /** A licence, and how many packages name it. */
  record LicenseUse(String id, int packages) {}

  /** The packages for people: one is there once where nothing but the place is another. */
  Collection<Package> packages() {
    Map<Object, Package> rows = new LinkedHashMap<>();
    content
        .catalogue()
        .packages()
        .forEach(
            each -> rows.putIfAbsent(List.of(each.identity(), each.license(), each.layer()), each));
    return rows.values();
  }

  /** The licences that packages name, the most used first; those of which none is known too. */
  List<LicenseUse> licenses() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Package found : packages()) {
      found.license().ids().forEach(id -> counts.merge(id, 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(count -> new LicenseUse(count.getKey(), count.getValue()))
        .sorted(
            Comparator.comparingInt(LicenseUse::packages).reversed().thenComparing(LicenseUse::id))
        .toList();
  }

  /** The digest of the layer that brought a package, where that is known. */
  Optional<String> diffID(Package found) {
    List<ImageLayer> layers = content.layers().layers();
    return found.layer() >= 0 && found.layer() < layers.size()
        ? Optional.of(layers.get(found.layer()).diffID()).filter(id -> !id.isEmpty())
        : Optional.empty();
  }

  /** How many packages have a licence. */
  long licensed() {
    return packages().stream().map(Package::license).filter(License::known).count();
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
