package dev.imagescan.operator.plan;

import dev.imagescan.operator.cluster.NodeView;
import java.util.Comparator;
import java.util.Objects;

/**
 * An image for one platform. The digest alone does not do: it may be that of an index for several.
 *
 * @param digest {@code sha256:…}
 * @param os such as linux
 * @param architecture such as amd64
 */
public record ImageKey(String digest, String os, String architecture) {

  /** By the name of the report. */
  static final Comparator<ImageKey> ORDER = Comparator.comparing(ImageKey::reportName);

  /** No part is absent. */
  public ImageKey {
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(os, "os");
    Objects.requireNonNull(architecture, "architecture");
  }

  /** The image of this digest as that node runs it. */
  public static ImageKey on(NodeView node, String digest) {
    return new ImageKey(digest, node.operatingSystem(), node.architecture());
  }

  /** The name of its ImageReport. */
  public String reportName() {
    return digest.replace(':', '-') + "-" + os + "-" + architecture;
  }
}
