package dev.imagescan.agent.layers;

import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageConfig;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.ImageLayer;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The store of Podman, CRI-O and Buildah: each layer in a directory that is named by its ID, {@code
 * overlay/ID/diff}, which containers are mounted with under a short link, {@code overlay/l/NAME};
 * beside them lists of all layers and of all images.
 *
 * @param directory the store's
 * @param paths of the container's layers on the host, topmost first
 * @see <a href="https://github.com/containers/storage/tree/main/docs">containers/storage</a>
 */
record ContainersStorage(Fd directory, List<String> paths) implements ImageStore {

  private static final Pattern LAYER =
      Pattern.compile("(.*)/(overlay/(?:l/[A-Z0-9]{1,64}|[0-9a-f]{64}/diff))");
  private static final Pattern LINK = Pattern.compile(".*/([0-9a-f]{64})/diff");
  private static final int LINK_ITSELF = Open.O_PATH | Open.O_NOFOLLOW;

  /**
   * Podman mounts the directory of all layers onto itself; the layers were opened there already.
   */
  private static final long RESOLVE = Open.RESOLVE_BENEATH | Open.RESOLVE_NO_MAGICLINKS;

  /** The store's directory, if that path is one of a layer in such a store. */
  static Optional<String> of(String layer) {
    Matcher matcher = LAYER.matcher(layer);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  @Override
  public ImageHistory history(Optional<String> digest, Platform platform, int count) {
    try (StoreFiles files = new StoreFiles(directory)) {
      List<String> ids = ids();
      Map<String, String> diffIDs = StoredLayers.diffIDs(files, ids);
      try {
        ImageConfig config = StoredImages.configuration(files, digest, ids.getFirst());
        return ImageHistory.of(checked(config, ids.reversed(), diffIDs));
      } catch (ImageFormatException e) {
        return withoutCommands(ids.reversed(), diffIDs, e.getMessage());
      }
    } catch (IOException e) {
      return ImageHistory.unknown(e.getMessage());
    }
  }

  /** The layers' own digests outweigh what somebody wrote into a configuration. */
  private static List<ImageLayer> checked(
      ImageConfig config, List<String> ids, Map<String, String> diffIDs) throws IOException {
    List<String> configured = config.diffIDs().stream().map(Digest::toString).toList();
    boolean same = configured.size() == ids.size();
    for (int i = 0; same && i < ids.size(); i++) {
      String stored = diffIDs.get(ids.get(i));
      same = stored == null || stored.equals(configured.get(i));
    }
    if (!same) {
      throw new ImageFormatException(
          "the image's configuration lists other layers than the container has");
    }
    return config.layers();
  }

  private static ImageHistory withoutCommands(
      List<String> ids, Map<String, String> diffIDs, String reason) {
    List<ImageLayer> layers =
        ids.stream()
            .map(diffIDs::get)
            .filter(Objects::nonNull)
            .map(diffID -> new ImageLayer(diffID, ""))
            .toList();
    return layers.size() == ids.size()
        ? new ImageHistory(layers, Optional.of(reason))
        : ImageHistory.unknown(reason);
  }

  private List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    for (String path : paths) {
      Matcher layer = LAYER.matcher(path);
      if (!layer.matches()) {
        throw new ImageFormatException("the container's layers are not all in one image store");
      }
      String name = layer.group(2);
      Matcher id = LINK.matcher(name.startsWith("overlay/l/") ? target(name) : name);
      if (!id.matches()) {
        throw new ImageFormatException("a layer's link in the image store leads elsewhere");
      }
      ids.add(id.group(1));
    }
    return ids;
  }

  private String target(String link) throws LinuxException {
    try (Fd fd = Open.resolving(directory, link, LINK_ITSELF, RESOLVE)) {
      return Read.link(fd);
    }
  }
}
