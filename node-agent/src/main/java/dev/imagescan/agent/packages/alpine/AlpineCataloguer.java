package dev.imagescan.agent.packages.alpine;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Packages that apk installed, by its database: in lib, and from apk-tools 3 on in usr/lib. Where
 * one is a link to the other each package still counts once.
 *
 * @see <a href="https://wiki.alpinelinux.org/wiki/Apk_spec">Apk specification</a>
 */
public final class AlpineCataloguer implements Cataloguer {

  private static final List<String> DATABASES =
      List.of("lib/apk/db/installed", "usr/lib/apk/db/installed");

  @Override
  public List<String> databases() {
    return DATABASES;
  }

  @Override
  public void read(Root root, Catalogue.Builder catalogue) {
    for (String path : DATABASES) {
      try (RootFile file = root.open(path)) {
        readInstalled(new Records(file), path, catalogue);
      } catch (IOException e) {
        catalogue.passedOverUnlessAbsent(path, e);
      }
    }
  }

  private static void readInstalled(Records records, String path, Catalogue.Builder catalogue)
      throws IOException {
    int count = 0;
    for (Map<Character, String> next = records.next();
        next != null && count <= Catalogue.MAX_PACKAGES;
        next = records.next()) {
      Package found = Records.asPackage(next);
      if (found == null) {
        catalogue.passedOver(path, Unreadable.MALFORMED);
      } else {
        catalogue.add(found);
        count++;
      }
    }
  }
}
