package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountState;
import java.util.Map;

/** Told how mounts went, to be counted. One thread calls it. */
public interface MountMeter {

  /** One was made, which took so long: cloned and placed, without what lay between. */
  void mounted(long nanos);

  /** One failed, with one of a few reasons. */
  void failed(String reason);

  /** How many there are in each state now. */
  void held(Map<MountState, Long> count);
}
