package dev.imagescan.agent.archive;

import dev.imagescan.agent.archive.Node.Folder;
import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One image of an archive: a tar as {@code docker save} or {@code podman save} write it, perhaps
 * compressed, or a directory in OCI's layout. All layers have been read once and have the digests
 * that the image's configuration gives them; nothing of them was unpacked to a name. Closing this
 * ends its roots; the archive's file stays the caller's. Many threads may use it.
 */
public final class Archive implements AutoCloseable {

  /** The index of so many entries takes some 200 MB of memory. */
  private static final Budget.Limits LIMITS =
      new Budget.Limits(1_000_000, 64L << 30, Long.MAX_VALUE, 4096, Duration.ofMinutes(15));

  private final ImageFiles files;
  private final Scratch scratch;
  private final Overlay overlay;
  private final ImageHistory history;
  private final Digest id;

  private Archive(
      ImageFiles files, Scratch scratch, Overlay overlay, ImageHistory history, Digest id) {
    this.files = files;
    this.scratch = scratch;
    this.overlay = overlay;
    this.history = history;
    this.id = id;
  }

  /**
   * What to read of an archive, and with what.
   *
   * @param reference the image's name; needed where there are several
   * @param platform of several images under one name this one is taken
   * @param temporary where compressed layers are kept
   */
  public record Request(Optional<String> reference, Platform platform, Temporary temporary) {}

  /** What reading a whole archive may cost. */
  public static Budget budget() {
    return new Budget(LIMITS);
  }

  /**
   * Reads the image of a tar.
   *
   * @throws ImageFormatException with a sentence when it is none, or goes beyond the budget
   */
  public static Archive ofTar(FileChannel file, Request request, Budget budget) throws IOException {
    return open(
        request,
        scratch -> {
          LayerReader reader = new LayerReader(scratch, budget);
          Bytes tar = reader.plain(Bytes.from(file, 0).slice(0, file.size()));
          Overlay nothing = new Overlay(List.of());
          Folder folder = LayerTree.read(new TarReader(tar.stream()), tar, nothing, budget);
          return new ArchiveRoot(nothing.with(folder), budget);
        },
        budget);
  }

  /** Reads the image of a directory, and closes that with the archive; as {@link #ofTar}. */
  public static Archive ofDirectory(Root directory, Request request, Budget budget)
      throws IOException {
    return open(request, _ -> directory, budget);
  }

  private interface Opening {
    Root files(Scratch scratch) throws IOException;
  }

  private static Archive open(Request request, Opening opening, Budget budget) throws IOException {
    Scratch scratch = new Scratch(request.temporary());
    ImageFiles files = null;
    try {
      files = new ImageFiles(opening.files(scratch));
      return read(files, scratch, request, budget);
    } catch (UnreadableException e) {
      close(files, scratch);
      throw new ImageFormatException(givenUp(e.why()));
    } catch (IOException e) {
      close(files, scratch);
      throw e;
    }
  }

  private static String givenUp(Unreadable why) {
    return switch (why) {
      case BUDGET_SPENT ->
          "it holds more than %,d GB or %,d files, which is not read"
              .formatted(LIMITS.bytes() >> 30, LIMITS.entries());
      case DEADLINE -> "it was not read within " + LIMITS.time().toMinutes() + " minutes";
      default -> why.sentence();
    };
  }

  private static Archive read(ImageFiles files, Scratch scratch, Request request, Budget budget)
      throws IOException {
    Candidate.Parts image =
        Choice.of(images(files, request.platform()), request.reference()).parts();
    List<Digest> diffIDs = image.config().diffIDs();
    if (diffIDs.size() != image.layers().size()) {
      throw new ImageFormatException(
          "its configuration lists %d layers, and it has %d"
              .formatted(diffIDs.size(), image.layers().size()));
    }
    LayerReader reader = new LayerReader(scratch, budget);
    Overlay overlay = new Overlay(List.of());
    for (int i = 0; i < diffIDs.size(); i++) {
      try {
        Bytes content = files.content(image.layers().get(i));
        overlay = overlay.with(reader.read(content, diffIDs.get(i), overlay));
      } catch (ImageFormatException e) {
        throw new ImageFormatException(
            "layer %d of %d: %s".formatted(i + 1, diffIDs.size(), e.getMessage()));
      }
    }
    ImageHistory history = ImageHistory.of(image.config().layers());
    return new Archive(files, scratch, overlay, history, image.id());
  }

  /** Newer versions of docker write both forms, of the same images. */
  private static List<Candidate> images(ImageFiles files, Platform platform) throws IOException {
    if (files.has(DockerArchive.MANIFEST)) {
      return DockerArchive.images(files);
    }
    if (files.has(OciLayout.INDEX)) {
      return OciLayout.images(files, platform);
    }
    throw new ImageFormatException(
        "it is no image: there is neither a manifest.json nor an index.json in it");
  }

  private static void close(ImageFiles files, Scratch scratch) throws IOException {
    if (files != null) {
      files.close();
    }
    scratch.close();
  }

  /** The image's files. */
  public Root root(Budget budget) {
    return new ArchiveRoot(overlay, budget);
  }

  /** The image's layers. */
  public ImageHistory history() {
    return history;
  }

  /** The digest of the image's configuration. */
  public Digest id() {
    return id;
  }

  @Override
  public void close() throws IOException {
    close(files, scratch);
  }
}
