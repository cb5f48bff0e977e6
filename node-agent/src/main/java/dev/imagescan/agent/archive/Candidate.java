package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageConfig;
import java.io.IOException;
import java.util.List;

/** One of the images in an archive. */
interface Candidate {

  /** Its names and tags as the archive gives them; perhaps none. */
  List<String> names();

  /** What it is made of. */
  Parts parts() throws IOException;

  /**
   * An image's configuration, and where its layers are, the lowest first.
   *
   * @param id the configuration's digest
   */
  record Parts(Digest id, ImageConfig config, List<String> layers) {}
}
