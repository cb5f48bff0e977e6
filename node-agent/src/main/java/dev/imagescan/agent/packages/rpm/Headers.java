package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the headers of a database as they are found, in the database's order. */
interface Headers {

  /** One package's header, in a buffer over an array that is good until this returns. */
  void next(ByteBuffer blob) throws IOException;

  /** One package could not be read; others follow. */
  void broken(MalformedException why);
}
