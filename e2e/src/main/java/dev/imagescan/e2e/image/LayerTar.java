package dev.imagescan.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes a layer entry by entry; all belongs to root. The directories on the way to a text are made
 * with it, unless they were before; those on the way to anything else have to be there already.
 */
public final class LayerTar implements AutoCloseable {

  private final TarArchiveOutputStream tar;
  private final Set<String> made = new HashSet<>();

  /** Starts a layer in {@code file}. */
  public LayerTar(Path file) throws IOException {
    tar = new TarArchiveOutputStream(Files.newOutputStream(file), UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  /** Adds directories, such as {@code "etc"} and {@code "lib/apk"}. */
  public LayerTar directories(String... names) throws IOException {
    for (String name : names) {
      var entry = new TarArchiveEntry(name + "/");
      entry.setMode(name.equals("tmp") ? 01777 : 0755);
      put(entry, new byte[0]);
      made.add(name);
    }
    return this;
  }

  private void directoriesTo(String name) throws IOException {
    for (int end = name.indexOf('/'); end > 0; end = name.indexOf('/', end + 1)) {
      if (!made.contains(name.substring(0, end))) {
        directories(name.substring(0, end));
      }
    }
  }

  /** Adds a text file that all may read. */
  public LayerTar text(String name, String content) throws IOException {
    directoriesTo(name);
    var entry = new TarArchiveEntry(name);
    entry.setMode(0644);
    return put(entry, content.getBytes(UTF_8));
  }

  /** Adds a program, copied from this machine. */
  public LayerTar program(String name, Path source) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setMode(0755);
    return put(entry, Files.readAllBytes(source));
  }

  /** Adds symbolic links to one target. */
  public LayerTar links(String target, String... names) throws IOException {
    for (String name : names) {
      var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      entry.setLinkName(target);
      put(entry, new byte[0]);
    }
    return this;
  }

  /**
   * Adds the mark of a file or directory that is gone, as the image specification has it.
   *
   * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts">OCI
   *     image layers, whiteouts</a>
   */
  public LayerTar removed(String name) throws IOException {
    int slash = name.lastIndexOf('/') + 1;
    return text(name.substring(0, slash) + ".wh." + name.substring(slash), "");
  }

  /** Adds a directory that hides all that the layers below have in it. */
  public LayerTar replaced(String name) throws IOException {
    return text(name + "/.wh..wh..opq", "");
  }

  private LayerTar put(TarArchiveEntry entry, byte[] content) throws IOException {
    entry.setModTime(0L);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
    return this;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
