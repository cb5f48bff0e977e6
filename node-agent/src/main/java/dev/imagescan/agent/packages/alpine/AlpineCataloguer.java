package dev.imagescan.agent.packages.alpine;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.Wanted;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.List;

/**
 * Packages that apk installed, by its database: in lib, and from apk-tools 3 on in usr/lib. Where
 * one is a link to the other each package still counts once.
 *
 * @see <a href="https://wiki.alpinelinux.org/wiki/Apk_spec">Apk specification</a>
 */
public final class AlpineCataloguer implements Cataloguer {

  @Override
  public List<Wanted> wanted() {
    return List.of(
        new Wanted.AtPath("lib/apk/db/installed"), new Wanted.AtPath("usr/lib/apk/db/installed"));
  }

  @Override
  public boolean holdsMany() {
    return true;
  }

  @Override
  public void read(Source source) throws IOException {
    Records records = new Records(source.file());
    int count = 0;
    for (InstalledRecord next = records.next();
        next != null && count <= Catalogue.MAX_PACKAGES;
        next = records.next()) {
      Package found = next.asPackage();
      if (found == null) {
        source.problem(source.path(), Unreadable.MALFORMED);
      } else {
        source.add(found);
        next.files().forEach(file -> source.owns(found, file));
        count++;
      }
    }
  }
}
