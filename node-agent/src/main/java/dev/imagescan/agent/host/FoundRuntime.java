package dev.imagescan.agent.host;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.NodeRuntime;
import dev.imagescan.api.v1alpha1.RuntimeStorage;
import java.util.List;
import java.util.Optional;

/**
 * A runtime that a machine has.
 *
 * @param executable the program of a process of it that runs, as the kernel names it: with a word
 *     behind it when the file was replaced or removed since
 * @param sockets those that are there
 * @param storage directories that are there
 */
public record FoundRuntime(
    KnownRuntime known,
    Optional<String> executable,
    List<String> sockets,
    List<RuntimeStorage> storage) {

  private static final String DELETED = " (deleted)";
  private static final int MAX_PATH = 512;
  private static final int MAX_PACKAGE = 256;

  /** Whether there is more than a directory that others use as well. */
  boolean isThere() {
    return executable.isPresent()
        || !sockets.isEmpty()
        || storage.stream().anyMatch(one -> known.own().contains(one.path()));
  }

  /** Where the program's file is, relative to the root, for those who know which package has it. */
  public Optional<String> file() {
    return executable
        .filter(path -> path.startsWith("/"))
        .map(path -> path.substring(1))
        .map(
            path ->
                path.endsWith(DELETED)
                    ? path.substring(0, path.length() - DELETED.length())
                    : path);
  }

  /** In the words of a report. */
  public NodeRuntime describe(Optional<String> installedBy) {
    return new NodeRuntime(
        known.name(),
        executable.map(path -> Printable.of(path, MAX_PATH)).orElse(null),
        installedBy.map(name -> Printable.cut(name, MAX_PACKAGE)).orElse(null),
        sockets,
        storage);
  }
}
