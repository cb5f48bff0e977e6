package dev.imagescan.agent.inject;

import dev.imagescan.agent.layers.OverlayLayers;
import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.FileSystem;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.linux.Namespaces;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An image's volume for a container in a user namespace. An overlay cannot be mapped to one; its
 * layers can, each by itself, and a new overlay of them shows the same files with the owners of
 * that namespace.
 */
final class LayeredVolume {

  private static final long ATTRIBUTES =
      MountTree.MOUNT_ATTR_RDONLY | MountTree.MOUNT_ATTR_NOSUID | MountTree.MOUNT_ATTR_NODEV;

  private final Processes processes;
  private final int firstProcess;
  private final OverlayLayers overlays;

  LayeredVolume(Processes processes, int firstProcess) {
    this.processes = processes;
    this.firstProcess = firstProcess;
    this.overlays = new OverlayLayers(processes, firstProcess);
  }

  /**
   * Makes it; takes over the tree that could not be mapped, and closes it if this can.
   *
   * @param userNamespace of the target
   * @throws IOException when the layers are not to be had, or cannot be mapped either
   */
  SourceTree of(SourceTree overlay, Fd userNamespace) throws IOException {
    List<Fd> layers = layers(overlay);
    try (ContainerProcess node = processes.open(firstProcess);
        Fd namespace = node.namespace("mnt")) {
      SourceTree made =
          MountingThread.run(
              thread -> {
                // Layers can be cloned only from where they are mounted.
                Namespaces.enterMounts(namespace);
                return stack(overlay, layers, userNamespace);
              });
      overlay.close();
      return made;
    } finally {
      layers.forEach(Fd::close);
    }
  }

  private List<Fd> layers(SourceTree overlay) throws IOException {
    try {
      return overlays.of(overlay.device());
    } catch (LinuxException e) {
      if (e.errno() == Errno.EACCES || e.errno() == Errno.EPERM) {
        throw InjectionException.because(
            "its owners cannot be mapped: for an overlay that takes its layers, which only root of"
                + " this machine finds",
            e);
      }
      throw e;
    }
  }

  private static SourceTree stack(SourceTree overlay, List<Fd> layers, Fd userNamespace)
      throws IOException {
    List<Fd> mapped = new ArrayList<>();
    try {
      for (Fd layer : layers) {
        Fd clone = MountTree.clone(layer, 0);
        mapped.add(clone);
        MountTree.map(clone, 0, userNamespace);
      }
      try (Fd whole = mapped.size() == 1 ? take(mapped) : overlay(mapped)) {
        Stat.Device device = Stat.of(whole).device();
        return overlay.with(part(whole, overlay.root()), device, overlay.root());
      }
    } finally {
      mapped.forEach(Fd::close);
    }
  }

  /** The kernel makes no overlay of one directory; nor is one needed. */
  private static Fd take(List<Fd> only) throws LinuxException {
    Fd layer = only.removeFirst();
    MountTree.change(layer, 0, new MountTree.Attributes(ATTRIBUTES, 0, MountTree.MS_PRIVATE));
    return layer;
  }

  private static Fd overlay(List<Fd> layers) throws LinuxException {
    try (FileSystem overlay = FileSystem.of("overlay")) {
      overlay.text("source", "imagescan");
      for (Fd layer : layers) {
        overlay.file("lowerdir+", layer);
      }
      return overlay.mount(ATTRIBUTES);
    }
  }

  /** The directory or file of the image that the volume shows. */
  private static Fd part(Fd whole, String root) throws IOException {
    long resolve = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS | Open.RESOLVE_NO_XDEV;
    try (Fd part = Open.resolving(whole, Inside.bytes(root), Open.O_PATH, resolve)) {
      return MountTree.clone(part, 0);
    } catch (LinuxException e) {
      if (e.errno() == Errno.ENOENT) {
        throw new InjectionException(
            Reason.SOURCE_MISSING, "the image has nothing at the volume's path");
      }
      throw e;
    }
  }
}
