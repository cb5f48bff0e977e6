package dev.imagescan.agent.cli;

import dev.imagescan.agent.archive.Archive;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.image.Platform;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image in a file, or in a directory of OCI's layout, that a user names.
 *
 * @param reference which image of several
 */
record ImageFile(Path path, Optional<String> reference) {

  /** Does something with an image. */
  interface WithImage<T> {
    T apply(Root root, ImageHistory history) throws Failure;
  }

  /**
   * What a function finds in the image.
   *
   * @param opening is charged for reading the archive
   * @param reading what reading files of the image may cost; its time begins after that
   */
  <T> T with(Budget opening, Budget.Limits reading, WithImage<T> function) throws Failure {
    Archive.Request request =
        new Archive.Request(
            reference, Platform.current(), TemporaryFiles.ofUser(System.getenv("TMPDIR")));
    try {
      return Files.isDirectory(path)
          ? directory(request, opening, reading, function)
          : file(request, opening, reading, function);
    } catch (NoSuchFileException e) {
      throw new Failure("no such file: " + path);
    } catch (AccessDeniedException e) {
      throw new Failure("permission denied: " + path);
    } catch (UnreadableException e) {
      throw new Failure(path + " is not read: " + e.why().sentence());
    } catch (IOException e) {
      throw new Failure(path + " is not read: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      throw new Failure(path + " needs more memory; give it with IMAGESCAN_JAVA_OPTS=-Xmx1g");
    }
  }

  private <T> T file(
      Archive.Request request, Budget opening, Budget.Limits reading, WithImage<T> function)
      throws IOException, Failure {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new Failure(path + " is neither a file nor a directory; save the image to a file");
    }
    try (FileChannel channel = FileChannel.open(path);
        Archive archive = Archive.ofTar(channel, request, opening);
        Root root = archive.root(new Budget(reading))) {
      return function.apply(root, archive.history());
    }
  }

  private <T> T directory(
      Archive.Request request, Budget opening, Budget.Limits reading, WithImage<T> function)
      throws IOException, Failure {
    try (Archive archive =
            Archive.ofDirectory(ContainerRoot.below(path, opening), request, opening);
        Root root = archive.root(new Budget(reading))) {
      return function.apply(root, archive.history());
    }
  }
}
