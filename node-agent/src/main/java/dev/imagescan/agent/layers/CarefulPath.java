package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.root.LocalFileSystem;
import dev.imagescan.agent.root.Paths;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resolves a path that somebody else has chosen, below the root of a process of theirs: a name at a
 * time, links followed, and before anything is looked up on another mount it is seen to be local.
 * The kernel asks nobody to get onto a mount, only to go on from there. One thread may use it,
 * once.
 */
final class CarefulPath implements AutoCloseable {

  private static final int MOST_STEPS = 1000;
  private static final int LOOK = Open.O_PATH | Open.O_NOFOLLOW;
  private static final long WITHIN = Open.RESOLVE_BENEATH | Open.RESOLVE_NO_XDEV;

  private final Requirement local;
  private final Links links;
  private final Deque<Fd> way = new ArrayDeque<>();

  /** What is done about symbolic links. */
  enum Links {
    FOLLOWED,
    REFUSED
  }

  /** What is asked of every mount on the way, before anything is looked up on it. */
  interface Requirement {
    void check(Fd directory) throws IOException;
  }

  CarefulPath(ContainerProcess process) throws LinuxException {
    this(process.root(), directory -> LocalFileSystem.require(directory, process), Links.FOLLOWED);
  }

  /**
   * Resolves a path below a root.
   *
   * @param root is closed by this
   */
  CarefulPath(Fd root, Requirement local, Links links) {
    this.local = local;
    this.links = links;
    way.push(root);
  }

  /**
   * Opens a directory; the caller closes it.
   *
   * @param path an absolute one
   */
  Fd open(String path) throws IOException {
    local.check(way.peek());
    Deque<String> rest = new ArrayDeque<>(Paths.names(path));
    for (int steps = 0; !rest.isEmpty(); steps++) {
      if (steps > MOST_STEPS) {
        throw new IOException("a layer's path has too many links");
      }
      step(rest);
    }
    return way.pop();
  }

  private void step(Deque<String> rest) throws IOException {
    String name = rest.pop();
    if (name.equals("..")) {
      if (way.size() > 1) {
        way.pop().close();
      }
      return;
    }
    Fd entry = next(name);
    try {
      Stat stat = Stat.of(entry);
      if (stat.isDirectory()) {
        way.push(entry);
        return;
      }
      if (stat.isSymbolicLink() && links == Links.FOLLOWED) {
        follow(Read.link(entry), rest);
      } else {
        throw new IOException("a layer's path leads over what is no directory");
      }
    } catch (IOException e) {
      entry.close();
      throw e;
    }
    entry.close();
  }

  private Fd next(String name) throws IOException {
    try {
      return Open.resolving(way.peek(), name, LOOK, WITHIN);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EXDEV) {
        throw e;
      }
    }
    Fd entry = Open.resolving(way.peek(), name, LOOK, Open.RESOLVE_BENEATH);
    try {
      local.check(entry);
      return entry;
    } catch (IOException e) {
      entry.close();
      throw e;
    }
  }

  private void follow(String target, Deque<String> rest) throws LinuxException {
    if (target.startsWith("/")) {
      while (way.size() > 1) {
        way.pop().close();
      }
    }
    Paths.names(target).reversed().forEach(rest::push);
  }

  @Override
  public void close() {
    way.forEach(Fd::close);
  }
}
