package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountIdentity;
import dev.imagescan.agent.linux.Namespaces;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.OpenFiles;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The calling thread in a container's mount namespace. All that leads there was opened before, and
 * paths are resolved below the container's root with links and '..' kept inside. Used and closed by
 * one {@link MountingThread}.
 */
final class Inside implements AutoCloseable {

  private static final long RESOLVE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;

  private final ContainerProcess thread;
  private final OpenFiles files;
  private final Fd namespace;
  private final Fd root;

  private Inside(ContainerProcess thread, OpenFiles files, Fd namespace, Fd root) {
    this.thread = thread;
    this.files = files;
    this.namespace = namespace;
    this.root = root;
  }

  /**
   * Enters; the thread's root is the mount namespace's then.
   *
   * @param files stays open
   */
  static Inside enter(ContainerProcess process, Processes processes, OpenFiles files)
      throws IOException {
    Inside inside = open(process, processes, files);
    try {
      process.requireUnchanged();
      inside.enter();
      return inside;
    } catch (IOException e) {
      inside.close();
      throw e;
    }
  }

  private static Inside open(ContainerProcess process, Processes processes, OpenFiles files)
      throws IOException {
    Fd namespace = process.namespace("mnt");
    Fd root = null;
    try {
      root = process.root();
      return new Inside(processes.ownThread(), files, namespace, root);
    } catch (IOException e) {
      namespace.close();
      if (root != null) {
        root.close();
      }
      throw e;
    }
  }

  /** Comes back from elsewhere. */
  void enter() throws LinuxException {
    Namespaces.enterMounts(namespace);
  }

  /** The inode number of the mount namespace. */
  long namespaceId() throws LinuxException {
    return Stat.of(namespace).inode();
  }

  /** Finds what a path leads to; the caller closes it. */
  Optional<Fd> find(String path) throws LinuxException {
    return Open.ifThere(root, bytes(path), Open.O_PATH, RESOLVE);
  }

  /** Finds a name of a directory itself, be it a link. */
  static Optional<Fd> name(Fd directory, String name) throws LinuxException {
    return Open.ifThere(directory, bytes(name), Open.O_PATH | Open.O_NOFOLLOW, RESOLVE);
  }

  /** Where an open file is, as the container sees it. */
  String path(Fd fd) throws IOException {
    Namespaces.takeAsRoot(root);
    String path = place(fd);
    enter();
    return path;
  }

  /** Where an open file is in the mount namespace, as its mount table says it. */
  String place(Fd fd) throws IOException {
    String path = text(files.path(fd));
    if (path.indexOf('\uFFFD') >= 0) {
      throw new InjectionException(
          Reason.KERNEL_ERROR, "a directory on the way has a name that is no text");
    }
    return path;
  }

  /** The mounts of the whole namespace, whatever the container's root is. */
  MountTable table() throws IOException {
    return MountTable.read(thread.open("mountinfo"));
  }

  /** The line of the mount table for the mount that an open file lies on. */
  Mount mountOf(Fd fd) throws IOException {
    return mount(MountIdentity.of(fd).id());
  }

  /**
   * Whether a file lies on the mount at the root of the namespace, whatever a process has there.
   */
  boolean isOnRootMount(Fd fd) throws IOException {
    return mountOf(fd).mountPoint().equals("/");
  }

  /** A line of the mount table. */
  Mount mount(int id) throws IOException {
    return MountTable.find(thread.open("mountinfo"), id)
        .orElseThrow(
            () ->
                new InjectionException(
                    Reason.TARGET_CHANGED, "the container's mount table does not show a mount"));
  }

  /** A text as the kernel's bytes, each in a char. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** The reverse. */
  static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    thread.close();
    namespace.close();
    root.close();
  }
}
