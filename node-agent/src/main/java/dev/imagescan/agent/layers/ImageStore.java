package dev.imagescan.agent.layers;

import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.linux.Fd;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a runtime keeps beside an image's layers about the image. */
interface ImageStore {

  /** The directory that it is read from, to be closed by whoever has the layers. */
  Fd directory();

  /**
   * What is known of the layers; says so itself when that is not all.
   *
   * @param digest of the image, if that is known
   * @param count how many layers there are
   */
  ImageHistory history(Optional<String> digest, Platform platform, int count);

  /**
   * The store that a container's layers belong to.
   *
   * @param paths of the layers on the host, topmost first
   * @param base the directory that has a directory for each layer
   */
  static Optional<ImageStore> beside(List<String> paths, String base, HostDirectories host)
      throws IOException {
    Optional<String> containerd =
        ContentStore.beside(base)
            .or(() -> paths.stream().findFirst().flatMap(ContentStore::beside));
    if (containerd.isPresent() && host.isThere(containerd.get())) {
      return Optional.of(new ContentStore(host.local(containerd.get())));
    }
    Optional<String> containers =
        paths.stream().findFirst().flatMap(ContainersStorage::of).filter(host::isThere);
    return containers.isPresent()
        ? Optional.of(new ContainersStorage(host.local(containers.get()), paths))
        : Optional.empty();
  }
}
