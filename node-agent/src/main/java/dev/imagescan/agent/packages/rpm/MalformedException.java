package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;

/** A database, or one package's part of it, is not what it has to be; or larger than is read. */
final class MalformedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Unreadable why;

  /** It contradicts itself or its format. */
  MalformedException() {
    this(Unreadable.MALFORMED);
  }

  MalformedException(Unreadable why) {
    super(why.sentence());
    this.why = why;
  }

  /** Throws unless what has to hold does. */
  static void unless(boolean holds) throws MalformedException {
    if (!holds) {
      throw new MalformedException();
    }
  }

  Unreadable why() {
    return why;
  }
}
