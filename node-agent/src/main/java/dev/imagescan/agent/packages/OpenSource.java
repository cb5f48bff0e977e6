package dev.imagescan.agent.packages;

import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file of a tree that is being read. */
final class OpenSource implements Source {

  private final String path;
  private final RootFile file;
  private final Root root;
  private final Catalogue.Builder catalogue;
  private final boolean identityOnly;
  private final List<Package> found = new ArrayList<>();
  private int text;

  OpenSource(
      String path, RootFile file, Root root, Catalogue.Builder catalogue, boolean identityOnly) {
    this.path = path;
    this.file = file;
    this.root = root;
    this.catalogue = catalogue;
    this.identityOnly = identityOnly;
  }

  /** What was added. */
  List<Package> found() {
    return found;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public RootFile file() {
    return file;
  }

  @Override
  public Optional<RootFile> open(String other) {
    try {
      return catalogue.isSpent() ? Optional.empty() : Optional.of(root.open(other));
    } catch (UnreadableException e) {
      catalogue.passedOverUnlessAbsent(other, e);
      return Optional.empty();
    }
  }

  @Override
  public List<String> list(String directory) {
    try {
      return catalogue.isSpent() ? List.of() : root.list(directory);
    } catch (UnreadableException e) {
      catalogue.passedOverUnlessAbsent(directory, e);
      return List.of();
    }
  }

  @Override
  public boolean identityOnly() {
    return identityOnly;
  }

  @Override
  public void add(Package each) {
    Package placed = each.path().isEmpty() ? each.at(path) : each;
    // The path of the file is one text in memory, however many packages it has.
    int length = placed.length() - (each.path().isEmpty() ? path.length() : 0);
    if (found.size() == Catalogue.MAX_PACKAGES || length > Catalogue.MAX_TEXT / 2 - text) {
      catalogue.cut();
      return;
    }
    text += length;
    found.add(placed);
  }

  @Override
  public void owns(Package owner, String owned) {
    if (!identityOnly) {
      catalogue.owns(owner, owned);
    }
  }

  @Override
  public void problem(String where, Unreadable why) {
    catalogue.passedOver(where, why);
  }
}
