package dev.imagescan.agent.layers;

import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageBlobs;
import dev.imagescan.agent.image.ImageConfig;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.Json;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.linux.Fd;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * containerd's content store: every document of an image in a file that is named by its digest.
 * Which image a container runs is in none of them; that has to be known.
 *
 * @see <a href="https://github.com/containerd/containerd/blob/main/docs/ops.md">containerd's
 *     directories</a>
 */
record ContentStore(Fd directory) implements ImageStore {

  private static final Pattern SNAPSHOTS =
      Pattern.compile("(.*)/io\\.containerd\\.snapshotter\\.v1\\.[^/]+/snapshots(?:/.*)?");

  /** Where it is, if that path is one of containerd's for layers. */
  static Optional<String> beside(String snapshots) {
    Matcher matcher = SNAPSHOTS.matcher(snapshots);
    return matcher.matches()
        ? Optional.of(matcher.group(1) + "/io.containerd.content.v1.content")
        : Optional.empty();
  }

  @Override
  public ImageHistory history(Optional<String> digest, Platform platform, int count) {
    if (digest.isEmpty()) {
      return ImageHistory.unknown("it is not known which image the container runs");
    }
    Optional<Digest> known = digest.flatMap(Digest::parse);
    if (known.isEmpty()) {
      return ImageHistory.unknown("the image has no digest of SHA-256");
    }
    try (StoreFiles files = new StoreFiles(directory)) {
      ImageConfig config =
          new ImageBlobs(blob -> read(files, blob)).find(known.get(), platform).config();
      if (config.diffIDs().size() != count) {
        throw new ImageFormatException(
            "the image's configuration lists %d layers, and the container has %d"
                .formatted(config.diffIDs().size(), count));
      }
      return ImageHistory.of(config.layers());
    } catch (IOException e) {
      return ImageHistory.unknown(e.getMessage());
    }
  }

  private static byte[] read(StoreFiles files, Digest blob) throws IOException {
    return files.read("blobs/sha256/" + blob.hex(), Json.MOST_BYTES, blob.toString());
  }
}
