package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.util.List;

/** Shows files to cataloguers, and notes what comes of it. Many threads may use it. */
final class FileReader {

  private final Root root;
  private final Interest interest;
  private final Catalogue.Builder catalogue;

  FileReader(Root root, Interest interest, Catalogue.Builder catalogue) {
    this.root = root;
    this.interest = interest;
    this.catalogue = catalogue;
  }

  /** Shows a file to all who want it, unless the budget is used up. */
  void read(String path, List<Cataloguer> wanting) {
    for (Cataloguer one : wanting) {
      if (catalogue.isSpent()) {
        return;
      }
      try (RootFile file = root.open(path)) {
        if (interest.wants(one, path, file::executable)) {
          read(path, file, one);
        }
      } catch (IOException e) {
        catalogue.passedOverUnlessAbsent(path, e);
      } catch (RuntimeException | StackOverflowError e) {
        // One file's trouble, foreseen or not, must not cost what all the others tell.
        catalogue.passedOver(path, Unreadable.NOT_UNDERSTOOD);
      }
    }
  }

  private void read(String path, RootFile file, Cataloguer one) throws IOException {
    OpenSource source = new OpenSource(path, file, root, catalogue, false);
    try {
      one.read(source);
    } finally {
      // What was found before it failed is there all the same.
      List<Package> found = source.found();
      int layer = layerFromBelow(file);
      catalogue.addAll(
          layer > 0 && one.holdsMany()
              ? byLayer(path, one, found, layer)
              : found.stream().map(each -> each.inLayer(layer)).toList());
    }
  }

  private int layerFromBelow(RootFile file) {
    return file.layer() < 0 ? -1 : root.layers() - 1 - file.layer();
  }

  /** Without a layer where the lower layers' versions cannot be read: that costs no package. */
  private List<Package> byLayer(String path, Cataloguer one, List<Package> found, int topmost) {
    List<RootFile> earlier = List.of();
    try {
      earlier = root.earlier(path);
      LayerHistory history = new LayerHistory(found, topmost);
      for (RootFile file : earlier) {
        OpenSource source = new OpenSource(path, file, root, catalogue, true);
        one.read(source);
        if (!history.goOn(source.found(), layerFromBelow(file))) {
          break;
        }
      }
      return history.packages();
    } catch (IOException e) {
      catalogue.passedOverUnlessAbsent(path, e);
      return found;
    } catch (RuntimeException | StackOverflowError e) {
      catalogue.passedOver(path, Unreadable.NOT_UNDERSTOOD);
      return found;
    } finally {
      earlier.forEach(RootFile::close);
    }
  }
}
