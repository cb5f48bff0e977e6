package dev.imagescan.agent.packages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one finding of what two ecosystems know of the same software. A distribution's package that
 * installs exactly one package of a language is that package; where it installs several, they are
 * parts of it, and findings of their own. A program that no package manager knows by itself is no
 * finding when a distribution's package installed it.
 */
final class OnePackage {

  private OnePackage() {}

  static List<Package> of(List<Package> all, Owners owners) {
    Map<Integer, List<Package>> owned = new HashMap<>();
    List<Package> rest = new ArrayList<>();
    Map<Package.Identity, Package> distribution = new LinkedHashMap<>();
    for (Package each : all) {
      int owner = each.type().ofDistribution() ? 0 : owners.of(each.path());
      if (each.type().ofDistribution()) {
        distribution.merge(each.identity(), each, OnePackage::better);
      } else if (owner == 0) {
        rest.add(each);
      } else if (each.type() != PackageType.GENERIC) {
        owned.computeIfAbsent(owner, _ -> new ArrayList<>()).add(each);
      }
    }
    for (Package each : distribution.values()) {
      List<Package> parts = owned.remove(owners.number(each));
      rest.add(isOne(parts) ? joined(each, parts) : each);
      if (parts != null && !isOne(parts)) {
        rest.addAll(parts);
      }
    }
    owned.values().forEach(rest::addAll);
    return rest;
  }

  /** The same package at two places is in the first of them, with a licence if one has it. */
  private static Package better(Package a, Package b) {
    Package first = a.path().compareTo(b.path()) <= 0 ? a : b;
    Package other = first == a ? b : a;
    return first.license().known() ? first : first.license(other.license());
  }

  private static boolean isOne(List<Package> parts) {
    return parts != null && parts.stream().map(Package::identity).distinct().count() == 1;
  }

  private static Package joined(Package owner, List<Package> parts) {
    Package part = parts.stream().min(Comparator.comparing(Package::path)).orElseThrow();
    Package both = owner.also(List.of(part));
    return both.license().known() ? both : both.license(part.license());
  }
}
