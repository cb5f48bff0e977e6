package dev.imagescan.agent.archive;

import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Paths;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Resolves one path as the kernel does below a root: links are followed, absolute ones from the
 * top, and '..' never leads above it. One thread may use it, once.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/path_resolution.7.html">path_resolution(7)</a>
 */
final class OverlayPath {

  private static final int MOST_LINKS = 40;

  private final Overlay overlay;
  private final String path;
  private final Budget budget;
  private final Deque<String> rest;
  private final Deque<Overlay.Directory> way;
  private int links;
  private boolean endsInLink;

  OverlayPath(Overlay overlay, String path, Budget budget) throws UnreadableException {
    Paths.check(path, budget.limits());
    this.overlay = overlay;
    this.path = path;
    this.budget = budget;
    this.rest = new ArrayDeque<>(Paths.names(path));
    this.way = new ArrayDeque<>(List.of(overlay.top()));
  }

  /** What is at its end; never a link, and never nothing. */
  Overlay.Entry resolve() throws UnreadableException {
    while (!rest.isEmpty()) {
      budget.chargeEntries(path, 1);
      String name = rest.pop();
      if (name.equals("..")) {
        up();
        continue;
      }
      switch (overlay.child(way.peek(), name)) {
        case Overlay.Nothing _ ->
            throw failure(endsInLink ? Unreadable.DANGLING_LINK : Unreadable.NOT_FOUND);
        case Overlay.Directory directory -> down(directory);
        case Overlay.Leaf(Node.Link(String target), _) -> follow(target);
        case Overlay.Leaf leaf when rest.isEmpty() -> {
          return leaf;
        }
        case Overlay.Leaf _ -> throw failure(Unreadable.NOT_A_DIRECTORY);
      }
    }
    return way.peek();
  }

  private void up() {
    if (way.size() > 1) {
      way.pop();
    }
  }

  private void down(Overlay.Directory directory) throws UnreadableException {
    if (way.size() > budget.limits().depth()) {
      throw failure(Unreadable.TOO_DEEP);
    }
    way.push(directory);
  }

  private void follow(String target) throws UnreadableException {
    endsInLink |= rest.isEmpty();
    if (++links > MOST_LINKS) {
      throw failure(Unreadable.TOO_MANY_LINKS);
    }
    if (target.startsWith("/")) {
      way.clear();
      way.push(overlay.top());
    }
    Paths.names(target).reversed().forEach(rest::push);
  }

  private UnreadableException failure(Unreadable why) {
    return new UnreadableException(path, why);
  }
}
