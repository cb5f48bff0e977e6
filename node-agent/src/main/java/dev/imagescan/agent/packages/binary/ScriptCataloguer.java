package dev.imagescan.agent.packages.binary;

import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import java.io.IOException;
import java.util.List;

/** Well-known programs that are no machine code: scripts, and archives of scripts. */
public final class ScriptCataloguer implements Cataloguer {

  /** The largest of these programs has 7 MB. */
  private static final long MAX_BYTES = 16 << 20;

  @Override
  public List<Wanted> wanted() {
    return WellKnown.TEXTS.names().stream().<Wanted>map(Wanted.Named::new).toList();
  }

  @Override
  public void read(Source source) throws IOException {
    Search search = new Search(WellKnown.TEXTS.candidates(source.path()));
    search.through(
        (position, into, offset, length) -> source.file().readNBytes(into, offset, length),
        Math.min(source.file().size(), MAX_BYTES));
    search
        .found()
        .forEach(
            each ->
                source.add(
                    Package.of(each.candidate().type(), each.candidate().name(), each.version())));
  }
}
