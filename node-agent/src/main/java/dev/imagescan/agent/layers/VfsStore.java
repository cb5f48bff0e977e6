package dev.imagescan.agent.layers;

import com.fasterxml.jackson.core.JsonParser;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.Json;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The store of Podman and CRI-O with the driver vfs: each layer is a whole copy of the one below,
 * {@code vfs/dir/ID}, a container's own as well. What a store says may be its user's invention, but
 * all that is read because of it lies in the store.
 *
 * @param path of the store's directory
 * @param id of the layer that the container runs on
 * @see <a href="https://github.com/containers/storage/tree/main/docs">containers/storage</a>
 */
record VfsStore(String path, String id) {

  private static final Pattern LAYER = Pattern.compile("(.*)/vfs/dir/([0-9a-f]{64})");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_ENTRIES = 100_000;
  private static final long RESOLVE =
      Open.RESOLVE_BENEATH
          | Open.RESOLVE_NO_SYMLINKS
          | Open.RESOLVE_NO_MAGICLINKS
          | Open.RESOLVE_NO_XDEV;

  /** The store that a directory is a layer of, by its path. */
  static Optional<VfsStore> of(String directory) {
    Matcher matcher = LAYER.matcher(directory);
    return matcher.matches()
        ? Optional.of(new VfsStore(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The container's own directory. */
  Fd own(Fd store) throws LinuxException {
    return layer(store, id);
  }

  /**
   * The directory of the image that the container's was copied from.
   *
   * @param container the container's ID, if that is known
   * @throws IOException with a sentence for people, when it is not to be had
   */
  Fd image(Fd store, Optional<String> container) throws IOException {
    try (StoreFiles files = new StoreFiles(store)) {
      Map<String, String> layers = pairs(files, "vfs-containers/containers.json", "layer");
      boolean known =
          container.isPresent() ? id.equals(layers.get(container.get())) : layers.containsValue(id);
      if (!known) {
        throw new IOException("the store of its root file system does not know the container");
      }
      String parent = pairs(files, "vfs-layers/layers.json", "parent").get(id);
      if (parent == null || !ID.matcher(parent).matches()) {
        throw new ImageFormatException("the store of its root file system names no image for it");
      }
      return layer(store, parent);
    }
  }

  private static Fd layer(Fd store, String id) throws LinuxException {
    return Open.resolving(store, "vfs/dir/" + id, Open.O_PATH | Open.O_DIRECTORY, RESOLVE);
  }

  /** One field of each object of a list, by its ID. */
  private static Map<String, String> pairs(StoreFiles files, String path, String field)
      throws IOException {
    Map<String, String> pairs = new HashMap<>();
    String what = "a list of the store of its root file system";
    try (RootFile file = files.open(path, what)) {
      Json.document(
          file,
          MOST_BYTES,
          what,
          json -> Json.array(json, MOST_ENTRIES, each -> pair(each, field, pairs)));
    }
    return pairs;
  }

  private static void pair(JsonParser json, String field, Map<String, String> pairs)
      throws IOException {
    String[] text = {"", ""};
    Json.object(
        json,
        (name, value) -> {
          if (name.equals("id")) {
            text[0] = Json.text(value);
          } else if (name.equals(field)) {
            text[1] = Json.text(value);
          }
        });
    pairs.put(text[0], text[1]);
  }
}
