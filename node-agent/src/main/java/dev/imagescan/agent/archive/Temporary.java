package dev.imagescan.agent.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Where there is room for what was compressed. */
public interface Temporary {

  /** A new file that nobody else can open, and that is gone when it is closed. */
  FileChannel create() throws IOException;

  /** How many bytes may be written to it. */
  long room();

  /** Where it is, for people. */
  String directory();
}
