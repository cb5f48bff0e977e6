package dev.imagescan.agent.inspect;

import dev.imagescan.agent.distribution.OsRelease;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.Distribution;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Finds out what a root file system holds, by all cataloguers there are. Has no state. */
public final class RootInspector {

  /** Each holds some memory while it reads: a node of many cores must not need more for that. */
  private static final int MOST_THREADS = 4;

  private static final Cataloguers CATALOGUERS =
      new Cataloguers(
          Ecosystems.ALL, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));

  private RootInspector() {}

  /** The distribution and the packages; what could not be read is among the problems. */
  public static RootContent inspect(Root root) {
    return inspect(root, ImageHistory.of(List.of()));
  }

  /** The same for an image whose layers are known by more than their order. */
  public static RootContent inspect(Root root, ImageHistory layers) {
    Catalogue.Builder catalogue = new Catalogue.Builder();
    Optional<Distribution> distribution = distribution(root, catalogue);
    CATALOGUERS.read(root, catalogue);
    return new RootContent(distribution, catalogue.build(), layers);
  }

  /**
   * The same for a tree that may be too large to be walked to its end: what package managers of a
   * distribution installed is read first.
   *
   * @param databases whose walk shows where package managers keep a file a package
   * @param rest whose walk shows everything else
   * @param owned is told how to find out which package a file belongs to, once all is read
   */
  public static RootContent inspect(
      Root databases, Root rest, Consumer<Function<String, Optional<Package.Identity>>> owned) {
    Catalogue.Builder catalogue = new Catalogue.Builder();
    Optional<Distribution> distribution = distribution(databases, catalogue);
    CATALOGUERS.read(databases, rest, catalogue);
    owned.accept(catalogue::ownerOf);
    return new RootContent(distribution, catalogue.build(), ImageHistory.of(List.of()));
  }

  /** Whether the file at this path may tell about packages. */
  static boolean mayTell(String path, BooleanSupplier executable) {
    return CATALOGUERS.want(path, executable);
  }

  /** The paths of all package databases: see {@link Cataloguers#databases}. */
  static List<String> databases() {
    return CATALOGUERS.databases();
  }

  static Optional<Distribution> distribution(Root root, Catalogue.Builder catalogue) {
    try {
      return OsRelease.read(root);
    } catch (UnreadableException e) {
      catalogue.passedOver(e);
      return Optional.empty();
    }
  }
}
