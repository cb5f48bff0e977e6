package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Java archives wherever they are, those nested in them, and what is shaded into them. A ZIP file
 * that is not one of them is looked into for archives all the same.
 */
public final class JavaCataloguer implements Cataloguer {

  private static final List<Wanted> WANTED =
      Stream.concat(Contents.ENDINGS.stream(), Stream.of("zip"))
          .sorted()
          .<Wanted>map(ending -> new Wanted.Ending("." + ending))
          .toList();

  @Override
  public List<Wanted> wanted() {
    return WANTED;
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    new ArchiveReader(source).read();
  }
}
