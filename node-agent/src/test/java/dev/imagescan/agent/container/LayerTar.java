package dev.imagescan.agent.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a layer's tar in memory; all is of one time and belongs to root. */
public final class LayerTar {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar =
      new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

  /** An empty one, which takes long names as POSIX does. */
  public LayerTar() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** Adds a directory. */
  public LayerTar directory(String name) throws IOException {
    return put(new TarArchiveEntry(name + "/", true), 0755, "");
  }

  /** Adds a file. */
  public LayerTar file(String name, String content) throws IOException {
    return put(new TarArchiveEntry(name, true), 0644, content);
  }

  /** Adds a file that may be executed. */
  public LayerTar program(String name, String content) throws IOException {
    return put(new TarArchiveEntry(name, true), 0755, content);
  }

  /** Adds a symbolic link. */
  public LayerTar link(String name, String target) throws IOException {
    return link(name, TarConstants.LF_SYMLINK, target, 0777);
  }

  /** Adds another name for a file. */
  public LayerTar hardLink(String name, String target) throws IOException {
    return link(name, TarConstants.LF_LINK, target, 0644);
  }

  /** Adds a device. */
  public LayerTar device(String name, int major, int minor) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_CHR, true);
    entry.setDevMajor(major);
    entry.setDevMinor(minor);
    return put(entry, 0644, "");
  }

  private LayerTar link(String name, byte type, String target, int mode) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    return put(entry, mode, "");
  }

  private LayerTar put(TarArchiveEntry entry, int mode, String content) throws IOException {
    byte[] data = content.getBytes(StandardCharsets.UTF_8);
    entry.setMode(mode);
    entry.setModTime(0L);
    entry.setUserId(0);
    entry.setGroupId(0);
    entry.setSize(data.length);
    tar.putArchiveEntry(entry);
    tar.write(data);
    tar.closeArchiveEntry();
    return this;
  }

  /** Ends it; nothing can be added then. */
  public byte[] bytes() throws IOException {
    tar.close();
    return bytes.toByteArray();
  }
}
