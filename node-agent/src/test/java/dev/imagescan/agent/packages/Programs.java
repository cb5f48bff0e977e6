package dev.imagescan.agent.packages;

import java.util.List;

/**
 * Takes every file named {@code program} for a program that no package manager installed; one that
 * a distribution's package owns is then no finding.
 */
public final class Programs implements Cataloguer {

  private static final String PROGRAM = "program";

  /** The paths of programs that are findings beside what the cataloguer finds. */
  public static List<String> ownedByNobody(MapRoot root, Cataloguer distribution) {
    return Cataloguers.read(root, List.of(distribution, new Programs())).packages().stream()
        .filter(one -> one.type() == PackageType.GENERIC)
        .map(Package::path)
        .toList();
  }

  @Override
  public List<Wanted> wanted() {
    return List.of(new Wanted.Named(PROGRAM));
  }

  @Override
  public void read(Source source) {
    source.add(Package.of(PackageType.GENERIC, PROGRAM, "1"));
  }
}
