package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.FileCapabilities;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image's files, read from the directories of its layers with nothing mounted: paths are
 * resolved a name at a time in this program, by the rules of overlayfs and of the kernel.
 */
public final class LayeredRoot implements Root {

  private final Union union;
  private final Merged.Directory top;
  private final UnionWalk walk;
  private final Budget budget;

  /**
   * Stacks layers. Their descriptors stay the caller's, who closes them after this root.
   *
   * @param topmostFirst their directories, opened with O_PATH
   * @param view a running container's view of these layers, to learn what we may not read of them
   */
  public LayeredRoot(List<Fd> topmostFirst, Optional<RunningView> view, Budget budget) {
    this(topmostFirst, view, budget, Layer.canReadOpaque());
  }

  /**
   * Stacks layers of fuse-overlayfs, which marks by the names of files what a layer removes, as
   * archives of images do.
   */
  public static LayeredRoot ofNamedMarks(List<Fd> topmostFirst, Budget budget) {
    return new LayeredRoot(topmostFirst, Optional.empty(), budget, true, true);
  }

  LayeredRoot(
      List<Fd> topmostFirst, Optional<RunningView> view, Budget budget, boolean opaqueKnown) {
    this(topmostFirst, view, budget, opaqueKnown, false);
  }

  private LayeredRoot(
      List<Fd> topmostFirst,
      Optional<RunningView> view,
      Budget budget,
      boolean opaqueKnown,
      boolean named) {
    List<Layer> layers = new ArrayList<>();
    for (Fd directory : topmostFirst) {
      layers.add(new Layer(layers.size(), directory, named));
    }
    this.union = new Union(view, opaqueKnown);
    this.top = new Merged.Directory("", List.copyOf(layers));
    this.walk = new UnionWalk(union, top, budget);
    this.budget = budget;
  }

  /** Whether something was read as shown that an opaque directory of a higher layer may hide. */
  public boolean uncertain() {
    return union.uncertain();
  }

  @Override
  public synchronized RootFile open(String path) throws UnreadableException {
    LastLink link = new LastLink();
    switch (walk.resolve(path, link)) {
      case Merged.Leaf(Fd fd, _, int layer) -> {
        return RegularFile.open(fd, layer, path, budget);
      }
      case Merged.Directory _ -> throw new UnreadableException(path, Unreadable.NOT_REGULAR);
      case Merged.Absent _ -> throw new UnreadableException(path, link.absent());
    }
  }

  @Override
  public synchronized List<String> list(String path) throws UnreadableException {
    LastLink link = new LastLink();
    switch (walk.resolve(path, link)) {
      case Merged.Directory directory -> {
        try {
          return List.copyOf(union.entries(directory, path, budget).keySet());
        } catch (LinuxException e) {
          throw new UnreadableException(path, Unreadable.of(e));
        }
      }
      case Merged.Leaf(Fd fd, _, _) -> {
        fd.close();
        throw new UnreadableException(path, Unreadable.NOT_A_DIRECTORY);
      }
      case Merged.Absent _ -> throw new UnreadableException(path, link.absent());
    }
  }

  @Override
  public void walk(Visitor visitor) throws UnreadableException {
    new LayeredTour(union, visitor, budget).below(top);
  }

  @Override
  public int layers() {
    return top.parts().size();
  }

  @Override
  public synchronized List<RootFile> earlier(String path) throws UnreadableException {
    Merged directory = walk.resolve(Paths.parent(path), (_, _) -> {});
    try {
      List<RootFile> files = new ArrayList<>();
      if (directory instanceof Merged.Directory parts) {
        for (Merged.Leaf leaf : union.hidden(parts, Paths.name(path))) {
          files.add(RegularFile.open(leaf.fd(), leaf.layer(), path, budget));
        }
      } else if (directory instanceof Merged.Leaf leaf) {
        leaf.fd().close();
      }
      return files;
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  /** Watches a path being resolved for a link at its end. */
  private static final class LastLink implements UnionWalk.Observer {
    private boolean seen;

    @Override
    public void step(Merged entry, boolean last) {
      seen |= last && entry instanceof Merged.Leaf leaf && leaf.stat().isSymbolicLink();
    }

    /** What it means when there is nothing at the end of the path. */
    Unreadable absent() {
      return seen ? Unreadable.DANGLING_LINK : Unreadable.NOT_FOUND;
    }
  }

  /**
   * Whether the topmost layer has a part in what is at a path: it holds something there, or removes
   * it, or holds or removes a link on the way.
   */
  public synchronized boolean isTouchedByTopmost(String path) throws UnreadableException {
    Touch touch = new Touch();
    try {
      touch.end(walk.resolve(path, touch));
    } catch (UnreadableException e) {
      if (!touch.seen) {
        throw e;
      }
    }
    return touch.seen;
  }

  /** Watches a path being resolved for what the topmost layer has to do with it. */
  private static final class Touch implements UnionWalk.Observer {
    private boolean seen;

    @Override
    public void step(Merged entry, boolean last) {
      seen |=
          switch (entry) {
            case Merged.Leaf leaf -> leaf.layer() == 0;
            case Merged.Absent(int whiteout) -> whiteout == 0;
            case Merged.Directory _ -> false;
          };
    }

    /** Where the path ended, a directory that the layer has a part in counts too. */
    void end(Merged entry) {
      step(entry, true);
      switch (entry) {
        case Merged.Directory directory -> seen |= directory.parts().getFirst().number() == 0;
        case Merged.Leaf(Fd fd, _, _) -> fd.close();
        case Merged.Absent _ -> {}
      }
    }
  }

  /** What is at a path itself, no link followed on the way or at its end; empty when nothing is. */
  public synchronized Optional<Stat> entry(String path) throws UnreadableException {
    try {
      return switch (walk.itself(path)) {
        case Merged.Directory directory ->
            Optional.of(Stat.of(directory.parts().getFirst().directory()));
        case Merged.Leaf(Fd fd, Stat stat, _) -> {
          fd.close();
          yield Optional.of(stat);
        }
        case Merged.Absent _ -> Optional.empty();
      };
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  /** Where the link at a path leads to; empty when there is no link. */
  public synchronized Optional<String> target(String path) throws UnreadableException {
    if (!(walk.itself(path) instanceof Merged.Leaf(Fd link, Stat stat, _))) {
      return Optional.empty();
    }
    try (Fd fd = link) {
      return stat.isSymbolicLink() ? Optional.of(Read.link(fd)) : Optional.empty();
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  /** What the program at a path gives to whoever runs it; no link is followed. */
  public synchronized Optional<FileCapabilities> capabilities(String path)
      throws UnreadableException {
    if (!(walk.itself(path) instanceof Merged.Leaf(Fd file, Stat stat, _))) {
      return Optional.empty();
    }
    try (file) {
      return stat.isRegular() ? FileCapabilities.of(file) : Optional.empty();
    }
  }

  /** Whether there is anything at a path, links followed. */
  public synchronized boolean exists(String path) throws UnreadableException {
    Merged end = walk.resolve(path, new LastLink());
    if (end instanceof Merged.Leaf(Fd fd, _, _)) {
      fd.close();
    }
    return !(end instanceof Merged.Absent);
  }

  /** Whether there is a regular file at a path, links followed. */
  public boolean isFile(String path) {
    try (RootFile file = open(path)) {
      return file.size() >= 0;
    } catch (UnreadableException e) {
      return false;
    }
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public synchronized void close() {
    walk.close();
  }
}
