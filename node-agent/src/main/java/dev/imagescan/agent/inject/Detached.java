package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mount that is cloned, set up, and not visible anywhere yet. Closing it lets it vanish, unless
 * it was placed; that may be done by any thread. It holds its file system until then.
 */
public final class Detached implements AutoCloseable {

  private final Fd mount;
  private final boolean isDirectory;
  private final Optional<Hub> hub;
  private final PlacedMount expected;

  Detached(Fd mount, boolean isDirectory, Optional<Hub> hub, PlacedMount expected) {
    this.mount = mount;
    this.isDirectory = isDirectory;
    this.hub = hub;
    this.expected = expected;
  }

  /**
   * What will be there, to be written down before it is: the IDs are final, unless the read-only
   * flag is to be locked: then only the lowest mount's is known beforehand.
   */
  public PlacedMount expected() {
    return expected;
  }

  /** The same when it is to replace one that is there: whatever happens, both are remembered. */
  public PlacedMount expectedBeside(PlacedMount old) {
    List<String> ids = new ArrayList<>(expected.mountIDs());
    ids.addAll(old.mountIDs());
    return new PlacedMount(
        expected.mountNamespace(),
        ids,
        expected.device(),
        expected.root(),
        expected.idmapped(),
        old.made());
  }

  Fd mount() {
    return mount;
  }

  boolean isDirectory() {
    return isDirectory;
  }

  Optional<Hub> hub() {
    return hub;
  }

  @Override
  public void close() {
    mount.close();
    hub.ifPresent(Hub::close);
  }
}
