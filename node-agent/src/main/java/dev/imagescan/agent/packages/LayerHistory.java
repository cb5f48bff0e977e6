package dev.imagescan.agent.packages;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out which layer brought each package of a database, from the database as every layer left
 * it, the latest first: the layer from which on a package has been there in this version.
 */
final class LayerHistory {

  private final List<Package> packages;
  private final Map<Package.Identity, Integer> layers = new HashMap<>();
  private final Set<Package.Identity> unchanged;

  /** Begins with what the topmost version of the database holds, and the number of its layer. */
  LayerHistory(List<Package> packages, int layer) {
    this.packages = packages;
    this.unchanged = packages.stream().map(Package::identity).collect(Collectors.toSet());
    unchanged.forEach(identity -> layers.put(identity, layer));
  }

  /** Takes in the next version further down; false when there is nothing left to learn. */
  boolean goOn(List<Package> before, int layer) {
    Set<Package.Identity> there = new HashSet<>();
    before.forEach(each -> there.add(each.identity()));
    unchanged.retainAll(there);
    unchanged.forEach(identity -> layers.put(identity, layer));
    return !unchanged.isEmpty();
  }

  /** The packages, each with its layer. */
  List<Package> packages() {
    return packages.stream().map(each -> each.inLayer(layers.get(each.identity()))).toList();
  }
}
