package dev.imagescan.agent.fuzz;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Puts an input into the files of a tree, and has a cataloguer read the tree. */
final class Files {

  /** Stands between what goes into one file and what goes into the next. */
  static final String BETWEEN = "\n--8<--\n";

  private static final Budget.Limits LIMITS =
      new Budget.Limits(100_000, 64L << 20, 32L << 20, 64, Duration.ofSeconds(30));

  private Files() {}

  /** A cataloguer and the files that it reads; what is left of an input goes into the last. */
  static Target target(String name, Cataloguer cataloguer, String... paths) {
    return new Target(
        name, List.of(), input -> read(root(input, paths), new Watched(cataloguer), paths[0]));
  }

  static MapRoot root(byte[] input, String... paths) {
    String[] parts =
        new String(input, StandardCharsets.ISO_8859_1).split(BETWEEN, Math.max(paths.length, 1));
    MapRoot root = new MapRoot(LIMITS);
    for (int i = 0; i < parts.length; i++) {
      root.withProgram(paths[i], parts[i].getBytes(StandardCharsets.ISO_8859_1));
    }
    return root;
  }

  private static Catalogue read(MapRoot root, Cataloguer cataloguer, String path) {
    Catalogue catalogue = Cataloguers.read(root, List.of(cataloguer));
    if (!root.opened().contains(path)) {
      throw new AssertionError(path + " was not read at all");
    }
    for (Catalogue.Problem problem : catalogue.problems()) {
      if (problem.why() == Unreadable.IO_ERROR) {
        throw new AssertionError(problem.path() + " was said to be the kernel's fault");
      }
    }
    return catalogue;
  }

  /** Tells of what a cataloguer throws beside its one exception, before that becomes a problem. */
  private record Watched(Cataloguer cataloguer) implements Cataloguer {

    @Override
    public List<Wanted> wanted() {
      return cataloguer.wanted();
    }

    @Override
    public boolean wants(String path) {
      return cataloguer.wants(path);
    }

    @Override
    public void read(Source source) throws IOException {
      try {
        cataloguer.read(source);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(source.path() + " was not understood", e);
      }
    }
  }
}
