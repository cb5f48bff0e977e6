package dev.imagescan.agent.packages.archive;

import dev.imagescan.agent.root.RootFile;
import java.io.IOException;

/** The bytes of a file of the tree, which stays its owner's to close. */
public record FileBytes(String path, RootFile file) implements Bytes {

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    return file.read(position, into, offset, length);
  }
}
