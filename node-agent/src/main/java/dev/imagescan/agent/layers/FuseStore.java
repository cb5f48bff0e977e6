package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Podman, CRI-O and Buildah keep what they have a fuse-overlayfs lay over each other: it is
 * mounted at {@code overlay/ID/merged}, the container's own directory is {@code overlay/ID/diff},
 * and {@code overlay/ID/lower} lists the short links to the others, {@code l/NAME}, topmost first.
 * What a store says may be its user's invention, but nothing outside of it is opened.
 *
 * @param path of the directory {@code overlay}
 * @param id of the layer that the container runs on
 * @see <a href="https://github.com/containers/storage/tree/main/docs">containers/storage</a>
 */
record FuseStore(String path, String id) {

  static final int MOST_LAYERS = 512;

  private static final Pattern MOUNT_POINT = Pattern.compile("(/.*/overlay)/([0-9a-f]{64})/merged");
  private static final Pattern LINK = Pattern.compile("l/[A-Z0-9]{1,64}");
  private static final Pattern TARGET = Pattern.compile("\\.\\./([0-9a-f]{64})/diff");
  private static final int LONGEST_LIST = MOST_LAYERS * 67;
  private static final long RESOLVE =
      Open.RESOLVE_BENEATH
          | Open.RESOLVE_NO_SYMLINKS
          | Open.RESOLVE_NO_MAGICLINKS
          | Open.RESOLVE_NO_XDEV;

  /**
   * With these, which a store with a mask sets, files are not what they look like in their layers.
   */
  private static final List<String> OWNER_AND_MODE =
      List.of(
          "user.containers.override_stat",
          "user.fuseoverlayfs.override_stat",
          "security.fuseoverlayfs.override_stat");

  /** Whose directories are believed to be layers. */
  interface Owners {
    boolean include(long uid) throws IOException;
  }

  /** The store that something is mounted in. */
  static Optional<FuseStore> of(String mountPoint) {
    Matcher matcher = MOUNT_POINT.matcher(mountPoint);
    return matcher.matches()
        ? Optional.of(new FuseStore(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /**
   * Opens the layers.
   *
   * @param store the directory at {@link #path}, which may be read
   * @throws IOException with a sentence for people, when they are not to be had
   */
  FuseLayers open(Fd store, Owners owners) throws IOException {
    Set<String> ids = new LinkedHashSet<>(List.of(id));
    for (String link : links(store)) {
      ids.add(target(store, link));
    }
    List<Fd> opened = new ArrayList<>();
    try {
      for (String each : ids) {
        opened.add(layer(store, each));
        if (!owners.include(Stat.of(opened.getLast()).uid())) {
          throw new IOException("the store of its fuse-overlayfs has a layer of somebody else's");
        }
        if (isMasked(opened.getLast())) {
          throw new IOException("its fuse-overlayfs keeps owners and modes elsewhere");
        }
      }
      return new FuseLayers(opened.subList(1, opened.size()), opened.getFirst());
    } catch (IOException e) {
      opened.forEach(Fd::close);
      throw e;
    }
  }

  private List<String> links(Fd store) throws IOException {
    try (StoreFiles files = new StoreFiles(store)) {
      byte[] list = files.read(id + "/lower", LONGEST_LIST, "the list of its layers");
      String[] links =
          new String(list, StandardCharsets.ISO_8859_1).strip().split(":", MOST_LAYERS + 1);
      if (links.length > MOST_LAYERS) {
        throw new IOException("its fuse-overlayfs has more layers than are read");
      }
      for (String link : links) {
        if (!LINK.matcher(link).matches()) {
          throw new IOException("the list of its layers names what is none");
        }
      }
      return List.of(links);
    }
  }

  private static String target(Fd store, String link) throws IOException {
    try (Fd fd = Open.resolving(store, link, Open.O_PATH | Open.O_NOFOLLOW, RESOLVE)) {
      Matcher target = TARGET.matcher(Stat.of(fd).isSymbolicLink() ? Read.link(fd) : "");
      if (!target.matches()) {
        throw new IOException("a layer's link in the image store leads elsewhere");
      }
      return target.group(1);
    } catch (LinuxException e) {
      throw new IOException("a layer of its fuse-overlayfs is not in its store", e);
    }
  }

  private static Fd layer(Fd store, String id) throws IOException {
    try {
      return Open.resolving(store, id + "/diff", Open.O_PATH | Open.O_DIRECTORY, RESOLVE);
    } catch (LinuxException e) {
      throw new IOException("a layer of its fuse-overlayfs is not in its store", e);
    }
  }

  private static boolean isMasked(Fd layer) {
    return OWNER_AND_MODE.stream().anyMatch(name -> has(layer, name));
  }

  private static boolean has(Fd layer, String attribute) {
    try {
      return !Read.attribute(layer, attribute).isEmpty();
    } catch (LinuxException e) {
      // It has none, or its file system has no attributes.
      return false;
    }
  }
}
