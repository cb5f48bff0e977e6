package dev.imagescan.agent.root;

import java.io.InputStream;

/**
 * An open regular file below a {@link Root}: its bytes as a stream that stops with an {@link
 * UnreadableException} (an {@link java.io.IOException}) once the root's budget of bytes or time is
 * used up. Must be closed.
 */
public abstract class RootFile extends InputStream {

  /** The size in bytes that the file had when it was opened. */
  public abstract long size();
}
