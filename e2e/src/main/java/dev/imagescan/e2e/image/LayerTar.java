package dev.imagescan.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes a layer entry by entry; all belongs to root, and directories have to come before what is
 * in them.
 */
public final class LayerTar implements AutoCloseable {

  private final TarArchiveOutputStream tar;

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
    }
    return this;
  }

  /** Adds a text file that all may read. */
  public LayerTar text(String name, String content) throws IOException {
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
