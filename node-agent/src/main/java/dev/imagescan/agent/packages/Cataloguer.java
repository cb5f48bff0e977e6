package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Root;
import java.util.List;

/** Reads the packages of one ecosystem from a root file system. Implementations have no state. */
public interface Cataloguer {

  /**
   * The paths at which the ecosystem keeps its databases, relative to the root: a container that
   * has changed none of them since its image has its image's packages.
   */
  List<String> databases();

  /**
   * Adds the packages of this ecosystem, and what had to be passed over, to the catalogue. What is
   * not there is no problem; what is there and cannot be read is one. Throws nothing: the budget's
   * end is a problem too, after which the catalogue is truncated.
   */
  void read(Root root, Catalogue.Builder catalogue);
}
