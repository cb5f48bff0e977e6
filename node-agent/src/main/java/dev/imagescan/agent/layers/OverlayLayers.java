package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.linux.Stat.Device;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a container's layers from the mount table of the node's first process, in which the
 * container's runtime mounted them. The container's own table says nothing here: with a user
 * namespace of its own it can mount an overlay and name any directory of the host in its options.
 *
 * <p>Safe for use by many threads.
 */
public final class OverlayLayers {

  private static final int FIRST_PROCESS = 1;

  /** Where containerd mounts a container's root file system. */
  private static final Pattern BUNDLE = Pattern.compile(".*/([0-9a-f]{64})/rootfs");

  private final Processes processes;
  private final int node;

  /** Works on this machine; the processes are those of the node's own PID namespace. */
  public OverlayLayers(Processes processes) {
    this(processes, FIRST_PROCESS);
  }

  /** Works on a machine within this one, whose first process that is. */
  public OverlayLayers(Processes processes, int node) {
    this.processes = processes;
    this.node = node;
  }

  /** Opens the layers of the root file system that a process runs on. */
  public LayersOutcome find(ContainerProcess process) {
    try (ContainerProcess host = processes.open(node)) {
      Optional<Mount> root = root(process);
      if (root.isEmpty()) {
        return new LayersOutcome.Unavailable(
            "its first process has changed its root directory, so that of its image is not known");
      }
      Optional<Mount> mount = MountTable.find(host.open("mountinfo"), root.get().device());
      if (mount.isEmpty()) {
        return new LayersOutcome.Unavailable(
            "the node's mount table does not show its root file system");
      }
      if (isOfAnother(process, mount.get())) {
        return new LayersOutcome.Unavailable(
            "it runs on the root file system of another container");
      }
      if (!mount.get().type().equals("overlay")) {
        return new LayersOutcome.Unavailable(
            "its root file system is of type " + mount.get().type() + ", not overlay");
      }
      try (HostDirectories directories = new HostDirectories(host)) {
        return open(mount.get(), directories);
      }
    } catch (UnreadableException e) {
      return new LayersOutcome.Unavailable("a layer lies on a file system that is not read");
    } catch (IOException e) {
      return new LayersOutcome.Unavailable(e.getMessage());
    }
  }

  /**
   * Opens the layers of an overlay that the node's first process has mounted, topmost first, as
   * that process sees them.
   *
   * @throws IOException with a sentence for people, when they are not to be had
   */
  public List<Fd> of(Device overlay) throws IOException {
    try (ContainerProcess host = processes.open(node);
        HostDirectories directories = new HostDirectories(host)) {
      Mount mount =
          MountTable.find(host.open("mountinfo"), overlay)
              .filter(found -> found.type().equals("overlay"))
              .orElseThrow(() -> new IOException("the node's mount table does not show it"));
      OverlayOptions options = OverlayOptions.parse(mount.superOptions());
      Optional<String> base = LayerPaths.base(options, mount.mountPoint());
      if (options.lower().isEmpty() || options.lower().contains("") || base.isEmpty()) {
        throw new IOException("its overlay does not name its layers");
      }
      List<Fd> layers = lower(options, base.get(), directories);
      if (options.upper().isPresent()) {
        Fd upper = directories.local(LayerPaths.absolute(options.upper().get(), base.get()));
        if (!isEmpty(upper)) {
          layers.addFirst(upper);
        }
      }
      directories.keep(layers);
      return layers;
    }
  }

  /** Runtimes give an image's volume an upper directory too, to which nobody can write. */
  private static boolean isEmpty(Fd directory) throws IOException {
    try (Fd names = Open.again(directory, Open.O_RDONLY | Open.O_DIRECTORY)) {
      for (List<Directory.Entry> next = Directory.next(names);
          next != null;
          next = Directory.next(names)) {
        if (!next.isEmpty()) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * The mount that the process has as its root. There is none of its own mount table when it has
   * gone elsewhere since, with chroot: into a directory, or through {@code /proc/PID/root} into
   * another container, whose image would then be reported as this one's.
   */
  private static Optional<Mount> root(ContainerProcess process) throws IOException {
    try (Fd root = process.root()) {
      return MountTable.find(process.open("mountinfo"), Self.mountId(root))
          .filter(mount -> mount.mountPoint().equals("/"));
    }
  }

  /**
   * Whether the place at which the node has it mounted names another container. One that may mount
   * can have got another's root from there as a file descriptor. Only containerd's places tell.
   */
  private static boolean isOfAnother(ContainerProcess process, Mount mount) {
    Matcher bundle = BUNDLE.matcher(mount.mountPoint());
    return process.container().isPresent()
        && bundle.matches()
        && !bundle.group(1).equals(process.container().get().id());
  }

  private static LayersOutcome open(Mount mount, HostDirectories host) throws IOException {
    OverlayOptions options = OverlayOptions.parse(mount.superOptions());
    Optional<String> base = LayerPaths.base(options, mount.mountPoint());
    if (options.lower().isEmpty() || options.lower().contains("") || base.isEmpty()) {
      return new LayersOutcome.Unavailable("its overlay does not name its layers");
    }
    Fd merged = host.local(mount.mountPoint());
    Optional<Fd> upper = Optional.empty();
    if (options.upper().isPresent()) {
      upper = Optional.of(host.local(LayerPaths.absolute(options.upper().get(), base.get())));
    }
    if (!Stat.of(merged).device().equals(mount.device())) {
      return new LayersOutcome.Unavailable("another mount covers its root file system on the node");
    }
    List<Fd> lower = lower(options, base.get(), host);
    if (lower.isEmpty() && upper.isPresent()) {
      LostLayer.find(host.local(base.get()), upper.get(), merged)
          .map(host::add)
          .ifPresent(lower::add);
    }
    if (lower.isEmpty()) {
      return new LayersOutcome.Unavailable("its overlay has lost the name of its only layer");
    }
    Layers layers = new Layers(lower, upper, merged, store(options, base.get(), host));
    host.keep(layers.directories());
    return layers;
  }

  /** What tells of the image is worth less than its files: trouble with it is none of theirs. */
  private static Optional<ImageStore> store(
      OverlayOptions options, String base, HostDirectories host) {
    List<String> paths =
        options.lower().stream().flatMap(name -> LayerPaths.of(name, base).stream()).toList();
    try {
      return ImageStore.beside(paths, base, host);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The layers' directories; none if the only one's name was lost. */
  private static List<Fd> lower(OverlayOptions options, String base, HostDirectories host)
      throws IOException {
    List<Fd> lower = new ArrayList<>();
    for (String name : options.lower()) {
      Optional<String> path = LayerPaths.of(name, base);
      if (path.isPresent()) {
        lower.add(host.local(path.get()));
      } else if (options.lower().size() > 1) {
        throw new IOException("its overlay has lost the name of a layer");
      }
    }
    return lower;
  }
}
