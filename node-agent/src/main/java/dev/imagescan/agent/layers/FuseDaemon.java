package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.IdMap;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the fuse-overlayfs that serves a container's root file system, and the directories that its
 * command line names. It is a program of whoever runs the container, who may run another one by its
 * name and write anything on its command line: what it names has to belong to that user.
 */
record FuseDaemon(Processes processes) {

  static final String TYPE = "fuse.fuse-overlayfs";
  private static final String NAME = "fuse-overlayfs";
  private static final String CONNECTION = "fuse_connection:";

  /** Options with which files are not what they look like in their layers. */
  private static final List<String> STRANGE = List.of("xattr_permissions", "plugins=");

  /** What a process has to do with the file system. */
  private enum Serves {
    YES,
    MAYBE,
    NO
  }

  /**
   * Opens the layers of a container's root.
   *
   * @throws IOException with a sentence for people, when they are not to be had
   */
  FuseLayers layers(ContainerProcess container, Mount root) throws IOException {
    List<Integer> sure = new ArrayList<>();
    List<Integer> likely = new ArrayList<>();
    processes.eachNamed(
        NAME,
        process -> {
          Serves serves = serves(process, container, root);
          if (serves != Serves.NO) {
            (serves == Serves.YES ? sure : likely).add(process.pid());
          }
          return true;
        });
    List<Integer> found = sure.isEmpty() ? likely : sure;
    if (found.size() != 1) {
      throw new IOException("the fuse-overlayfs of its root file system is not found");
    }
    try (ContainerProcess daemon = processes.open(found.getFirst())) {
      if (serves(daemon, container, root) == Serves.NO) {
        throw new IOException("the fuse-overlayfs of its root file system has ended");
      }
      return open(daemon);
    }
  }

  /** Who is in the container itself could tell anything of it. */
  private static Serves serves(ContainerProcess process, ContainerProcess container, Mount root) {
    try {
      Optional<String> own = container.containerId();
      boolean inside = own.isPresent() && process.containerId().equals(own);
      boolean sees = MountTable.find(process.open("mountinfo"), root.device()).isPresent();
      return inside || !sees ? Serves.NO : connection(process, root);
    } catch (IOException e) {
      return Serves.NO;
    }
  }

  /** Newer kernels tell the device of the file system that an open /dev/fuse belongs to. */
  private static Serves connection(ContainerProcess process, Mount root) throws IOException {
    boolean told = false;
    for (String descriptor : process.descriptors()) {
      Optional<String> connection =
          process
              .text("fdinfo/" + descriptor)
              .lines()
              .filter(line -> line.startsWith(CONNECTION))
              .map(line -> line.substring(CONNECTION.length()).strip())
              .findFirst();
      if (connection.filter(Integer.toString(root.device().minor())::equals).isPresent()) {
        return Serves.YES;
      }
      told |= connection.isPresent();
    }
    return told ? Serves.NO : Serves.MAYBE;
  }

  private static FuseLayers open(ContainerProcess daemon) throws IOException {
    String text = options(daemon.text("cmdline"));
    OverlayOptions options = OverlayOptions.parse(text);
    if (options.upper().isEmpty() || options.lower().isEmpty()) {
      throw new IOException("its fuse-overlayfs does not name its layers");
    }
    if (STRANGE.stream().anyMatch(text::contains)) {
      throw new IOException("its fuse-overlayfs keeps owners and modes elsewhere");
    }
    String base = LayerPaths.base(options, "").orElse("");
    List<Fd> opened = new ArrayList<>();
    try {
      opened.add(own(daemon, LayerPaths.absolute(options.upper().get(), base)));
      for (String name : options.lower()) {
        opened.add(own(daemon, LayerPaths.absolute(name, base)));
      }
      return new FuseLayers(opened.subList(1, opened.size()), opened.getFirst());
    } catch (IOException e) {
      opened.forEach(Fd::close);
      throw e;
    }
  }

  /** All that is given with -o, in one text. */
  private static String options(String commandLine) {
    List<String> arguments = Arrays.asList(commandLine.split("\0"));
    List<String> options = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("-o") && i + 1 < arguments.size()) {
        options.add(arguments.get(++i));
      } else if (arguments.get(i).startsWith("-o")) {
        options.add(arguments.get(i).substring(2));
      }
    }
    return String.join(",", options);
  }

  /** A directory that the daemon's user could have named for being that user's. */
  private static Fd own(ContainerProcess daemon, String path) throws IOException {
    try (CarefulPath way = new CarefulPath(daemon)) {
      Fd directory = way.open(path);
      if (isOwn(daemon, Stat.of(directory).uid())) {
        return directory;
      }
      directory.close();
      throw new IOException("its fuse-overlayfs names a directory that is not its user's");
    }
  }

  private static boolean isOwn(ContainerProcess daemon, long owner) throws IOException {
    if (daemon.sharesOurUserNamespace()) {
      return user(daemon) == 0 || user(daemon) == owner;
    }
    return IdMap.of(daemon, "uid_map").inside(owner, -1) >= 0;
  }

  private static long user(ContainerProcess daemon) throws IOException {
    return daemon
        .text("status")
        .lines()
        .filter(line -> line.startsWith("Uid:"))
        .map(line -> Long.parseLong(line.split("\\s+")[2]))
        .findFirst()
        .orElseThrow(() -> new IOException("a process without a user"));
  }
}
