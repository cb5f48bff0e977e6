package dev.imagescan.agent.archive;

import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Paths;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/** The files of an image in an archive, by layer. It is valid as long as the archive is open. */
final class ArchiveRoot implements Root {

  private final Overlay overlay;
  private final Budget budget;

  ArchiveRoot(Overlay overlay, Budget budget) {
    this.overlay = overlay;
    this.budget = budget;
  }

  @Override
  public RootFile open(String path) throws UnreadableException {
    return file(path);
  }

  /** Opens a file of which more may be asked than others tell. */
  ArchiveFile file(String path) throws UnreadableException {
    if (new OverlayPath(overlay, path, budget).resolve()
        instanceof Overlay.Leaf(Node.Content content, int layer)) {
      return new ArchiveFile(content, layer, path, budget);
    }
    throw new UnreadableException(path, Unreadable.NOT_REGULAR);
  }

  @Override
  public List<String> list(String path) throws UnreadableException {
    if (new OverlayPath(overlay, path, budget).resolve() instanceof Overlay.Directory directory) {
      return names(directory);
    }
    throw new UnreadableException(path, Unreadable.NOT_A_DIRECTORY);
  }

  private List<String> names(Overlay.Directory directory) throws UnreadableException {
    List<String> names = List.copyOf(overlay.names(directory));
    budget.chargeEntries(directory.path(), names.size());
    return names;
  }

  @Override
  public void walk(Visitor visitor) throws UnreadableException {
    walk(overlay.top(), 0, visitor);
  }

  private void walk(Overlay.Directory directory, int depth, Visitor visitor)
      throws UnreadableException {
    if (depth > budget.limits().depth()) {
      visitor.passedOver(directory.path(), Unreadable.TOO_DEEP);
      return;
    }
    for (String name : names(directory)) {
      switch (overlay.child(directory, name)) {
        case Overlay.Directory child -> {
          visitor.entry(child.path(), Kind.DIRECTORY);
          walk(child, depth + 1, visitor);
        }
        case Overlay.Leaf leaf -> visitor.entry(directory.child(name), kind(leaf.node()));
        case Overlay.Nothing _ -> {}
      }
    }
  }

  private static Kind kind(Node node) {
    return switch (node) {
      case Node.Content _ -> Kind.REGULAR;
      case Node.Link _ -> Kind.LINK;
      case Node.Folder _ -> Kind.DIRECTORY;
      case Node.Special _ -> Kind.OTHER;
    };
  }

  @Override
  public int layers() {
    return overlay.layers();
  }

  @Override
  public List<RootFile> earlier(String path) throws UnreadableException {
    List<RootFile> files = new ArrayList<>();
    if (new OverlayPath(overlay, Paths.parent(path), budget).resolve()
        instanceof Overlay.Directory directory) {
      for (Overlay.Leaf hidden : overlay.hidden(directory, Paths.name(path))) {
        files.add(new ArchiveFile((Node.Content) hidden.node(), hidden.layer(), path, budget));
      }
    }
    return files;
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public void close() {
    // The archive has what must be closed.
  }
}
