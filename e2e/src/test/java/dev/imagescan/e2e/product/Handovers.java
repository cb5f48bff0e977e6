package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Cluster;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches from whom to whom the operator's lease goes, from when this is made to its closing. */
final class Handovers implements AutoCloseable, Watcher<Lease> {

  /**
   * The lease has another holder.
   *
   * @param from the holder before
   * @param released whether that one gave it back
   * @param gap from its last renewal to the acquisition by the next one
   */
  record Handover(String from, boolean released, String to, Duration gap) {

    @Override
    public String toString() {
      return "%s %s %s after %.1f s without a leader"
          .formatted(from, released ? "handed over to" : "lost to", to, gap.toMillis() / 1000.0);
    }
  }

  private final List<Handover> seen = new CopyOnWriteArrayList<>();
  private final Watch watch;
  private LeaseSpec held;
  private boolean released;

  Handovers(Cluster cluster) {
    watch =
        cluster
            .client()
            .leases()
            .inNamespace(Product.NAMESPACE)
            .withName("imagescan-operator")
            .watch(this);
  }

  @Override
  public synchronized void eventReceived(Action action, Lease lease) {
    LeaseSpec now = lease.getSpec();
    String holder = now.getHolderIdentity();
    if (holder == null || holder.isEmpty()) {
      released = true;
      return;
    }
    if (held != null && !holder.equals(held.getHolderIdentity())) {
      Duration gap = Duration.between(held.getRenewTime(), now.getAcquireTime());
      seen.add(new Handover(held.getHolderIdentity(), released, holder, gap));
    }
    held = now;
    released = false;
  }

  @Override
  public void onClose(WatcherException cause) {
    // What is missing then fails the test that counts on it.
  }

  List<Handover> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    watch.close();
  }
}
