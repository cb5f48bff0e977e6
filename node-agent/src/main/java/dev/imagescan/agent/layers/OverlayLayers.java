package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.linux.Stat.Device;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.LocalFileSystem;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a container's layers from the mount table of the node's first process, in which the
 * container's runtime mounted them. The container's own table says nothing here: with a user
 * namespace of its own it can mount an overlay and name any directory of the host in its options.
 *
 * <p>Safe for use by many threads.
 */
public final class OverlayLayers {

  private static final int FIRST_PROCESS = 1;

  private final Processes processes;
  private final int node;

  /** Works on this machine; the processes are those of the node's own PID namespace. */
  public OverlayLayers(Processes processes) {
    this(processes, FIRST_PROCESS);
  }

  OverlayLayers(Processes processes, int node) {
    this.processes = processes;
    this.node = node;
  }

  /** Opens the layers of the root file system that a process runs on. */
  public LayersOutcome find(ContainerProcess process) {
    try (ContainerProcess host = processes.open(node)) {
      Device device = device(process);
      Optional<Mount> mount = MountTable.find(host.open("mountinfo"), device);
      if (mount.isEmpty()) {
        return new LayersOutcome.Unavailable(
            "the node's mount table does not show its root file system");
      }
      if (!mount.get().type().equals("overlay")) {
        return new LayersOutcome.Unavailable(
            "its root file system is of type " + mount.get().type() + ", not overlay");
      }
      try (Fd root = host.root()) {
        return new Opening(host, root, mount.get()).layers();
      }
    } catch (UnreadableException e) {
      return new LayersOutcome.Unavailable("a layer lies on a file system that is not read");
    } catch (IOException e) {
      return new LayersOutcome.Unavailable(e.getMessage());
    }
  }

  /** The device of the process's root, which the mount table knows without asking anybody. */
  private static Device device(ContainerProcess process) throws IOException {
    try (Fd root = process.root()) {
      Optional<Mount> own = MountTable.find(process.open("mountinfo"), Self.mountId(root));
      return own.isPresent() ? own.get().device() : Stat.of(root).device();
    }
  }

  /** One overlay of the host's, being opened. */
  private record Opening(ContainerProcess host, Fd root, Mount mount) {

    private static final long RESOLVE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;

    LayersOutcome layers() throws IOException {
      OverlayOptions options = OverlayOptions.parse(mount.superOptions());
      Optional<String> base = LayerPaths.base(options, mount.mountPoint());
      if (options.lower().isEmpty() || options.lower().contains("") || base.isEmpty()) {
        return new LayersOutcome.Unavailable("its overlay does not name its layers");
      }
      List<Fd> opened = new ArrayList<>();
      try {
        return open(options, base.get(), opened);
      } catch (IOException e) {
        opened.forEach(Fd::close);
        throw e;
      }
    }

    private LayersOutcome open(OverlayOptions options, String base, List<Fd> opened)
        throws IOException {
      Fd merged = directory(mount.mountPoint(), opened);
      Optional<Fd> upper = Optional.empty();
      if (options.upper().isPresent()) {
        upper = Optional.of(local(LayerPaths.absolute(options.upper().get(), base), opened));
      }
      if (!Stat.of(merged).device().equals(mount.device())) {
        throw new IOException("another mount covers its root file system on the node");
      }
      List<Fd> lower = new ArrayList<>();
      if (LayerPaths.isLost(options.lower())) {
        lower.add(lost(base, upper, merged, opened));
      } else {
        for (String name : options.lower()) {
          String path = LayerPaths.of(name, base).orElseThrow(() -> new IOException(LOST));
          lower.add(local(path, opened));
        }
      }
      return new Layers(lower, upper, merged);
    }

    private static final String LOST = "its overlay's options have lost the name of a layer";

    private Fd lost(String base, Optional<Fd> upper, Fd merged, List<Fd> opened)
        throws IOException {
      if (upper.isEmpty()) {
        throw new IOException(LOST);
      }
      Fd directory = local(base, opened);
      Fd found =
          LostLayer.find(directory, upper.get(), merged).orElseThrow(() -> new IOException(LOST));
      opened.remove(directory);
      directory.close();
      opened.add(found);
      return found;
    }

    private Fd directory(String path, List<Fd> opened) throws LinuxException {
      Fd fd = Open.resolving(root, path, Open.O_PATH | Open.O_DIRECTORY, RESOLVE);
      opened.add(fd);
      return fd;
    }

    private Fd local(String path, List<Fd> opened) throws IOException {
      Fd fd = directory(path, opened);
      LocalFileSystem.require(fd, host.open("mountinfo"));
      return fd;
    }
  }
}
