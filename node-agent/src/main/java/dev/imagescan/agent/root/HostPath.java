package dev.imagescan.agent.root;

import static dev.imagescan.agent.linux.Open.O_NOFOLLOW;
import static dev.imagescan.agent.linux.Open.O_PATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_BENEATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_MAGICLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_SYMLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_XDEV;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds files over several mounts, links followed, and never goes through a mount that is not
 * entered. The kernel resolves what lies within one mount; where a link or '..' leads out of it,
 * the way is gone a name at a time.
 */
final class HostPath {

  private static final int MOST_LINKS = 40;
  private static final long WITHIN = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

  private final EnteredMounts mounts;

  HostPath(EnteredMounts mounts) {
    this.mounts = mounts;
  }

  /** Opens what a path leads to; the caller closes it. */
  Fd open(String path, int flags) throws LinuxException, UnreadableException {
    String plain = String.join("/", Paths.names(path));
    try {
      return within(plain, flags, WITHIN);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EXDEV) {
        throw e;
      }
      return within(withoutLinks(plain), flags, WITHIN | RESOLVE_NO_SYMLINKS);
    }
  }

  private Fd within(String path, int flags, long resolve) throws LinuxException {
    EnteredMounts.Entered mount = mounts.holding(path);
    String rest = mount.rest(path);
    return Open.resolving(mount.root(), rest.isEmpty() ? "." : rest, flags, resolve);
  }

  private String withoutLinks(String path) throws LinuxException, UnreadableException {
    Deque<String> names = new ArrayDeque<>(Paths.names(path));
    String at = "";
    int links = 0;
    while (!names.isEmpty()) {
      String name = names.pop();
      String next = at.isEmpty() ? name : at + "/" + name;
      if (name.equals("..")) {
        at = Paths.parent(at);
      } else {
        String target = target(next);
        if (target == null) {
          at = next;
        } else if (++links > MOST_LINKS) {
          throw new UnreadableException(path, Unreadable.TOO_MANY_LINKS);
        } else {
          at = target.startsWith("/") ? "" : at;
          Paths.names(target).reversed().forEach(names::push);
        }
      }
    }
    return at;
  }

  /** Where the link at a path leads to; null when it is none. */
  private String target(String path) throws LinuxException {
    try (Fd fd = within(path, O_PATH | O_NOFOLLOW, WITHIN)) {
      return Stat.of(fd).isSymbolicLink() ? Read.link(fd) : null;
    }
  }
}
