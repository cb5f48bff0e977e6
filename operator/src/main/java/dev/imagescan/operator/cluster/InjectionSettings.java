package dev.imagescan.operator.cluster;

import java.util.Objects;

/**
 * Whether this installation injects, and with what.
 *
 * @param enabled whether carriers may be started; without it a scan that asks for mounts is told so
 * @param carrierImage the image of carriers' only container, by which a carrier is also recognised
 */
public record InjectionSettings(boolean enabled, String carrierImage) {

  /** A container that does nothing; every cluster knows it. */
  public static final String DEFAULT_CARRIER_IMAGE = "registry.k8s.io/pause:3.10.1";

  /** An installation that only inspects. */
  public static final InjectionSettings DISABLED =
      new InjectionSettings(false, DEFAULT_CARRIER_IMAGE);

  /** No part is absent. */
  public InjectionSettings {
    Objects.requireNonNull(carrierImage, "carrierImage");
  }
}
