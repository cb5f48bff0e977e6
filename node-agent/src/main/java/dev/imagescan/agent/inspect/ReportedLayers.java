package dev.imagescan.agent.inspect;

import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.ReportedLayer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts an image's layers into the words of its report. */
final class ReportedLayers {

  private static final int MAX_LAYERS = 128;
  private static final int MAX_COMMAND = 256;

  private ReportedLayers() {}

  /** The layers, the lowest first, each with how many packages it brought; null when unknown. */
  static List<ReportedLayer> of(ImageHistory history, Collection<Package> packages) {
    if (history.layers().isEmpty()) {
      return null;
    }
    Map<Integer, Long> counts =
        packages.stream().collect(Collectors.groupingBy(Package::layer, Collectors.counting()));
    List<ReportedLayer> layers = new ArrayList<>();
    for (ImageLayer layer : history.layers()) {
      int count = counts.getOrDefault(layers.size(), 0L).intValue();
      if (layers.size() < MAX_LAYERS) {
        String diffID = layer.diffID().isEmpty() ? null : layer.diffID();
        String command =
            layer.createdBy().isEmpty() ? null : Printable.cut(layer.createdBy(), MAX_COMMAND);
        layers.add(new ReportedLayer(diffID, command, count));
      }
    }
    return layers;
  }
}
