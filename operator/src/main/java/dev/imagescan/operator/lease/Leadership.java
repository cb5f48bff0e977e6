package dev.imagescan.operator.lease;

import dev.imagescan.operator.OperatorSettings;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This replica's part in the election of a leader. The SDK acquires and renews the lease; giving it
 * back at the end is done here, so that the next leader need not wait for its time to pass.
 */
public final class Leadership {

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW = Duration.ofSeconds(10);
  // A replica that waits asks every 0.8 to 1.8 s, which bounds the gap of a rollout.
  private static final Duration RETRY = Duration.ofMillis(800);

  private final KubernetesClient client;
  private final OperatorSettings settings;
  private final Runnable onLoss;
  private volatile boolean leading;
  private volatile boolean closing;

  /**
   * The part of a replica.
   *
   * @param onLoss what to do when another replica may lead from now on: end at once
   */
  public Leadership(KubernetesClient client, OperatorSettings settings, Runnable onLoss) {
    this.client = client;
    this.settings = settings;
    this.onLoss = onLoss;
  }

  /** How the SDK is to elect. */
  public LeaderElectionConfiguration configuration() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(OperatorSettings.NAME)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(settings.identity())
        .withLeaseDuration(LEASE)
        .withRenewDeadline(RENEW)
        .withRetryPeriod(RETRY)
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(new LeaderCallbacks(this::started, this::stopped, _ -> {}))
        .build();
  }

  /** Whether this replica leads, or need not be elected. */
  public boolean leading() {
    return leading || !settings.leaderElection();
  }

  private void started() {
    LOG.info("{} leads.", settings.identity());
    leading = true;
  }

  private void stopped() {
    leading = false;
    if (!closing) {
      LOG.error("{} has lost the lease and ends.", settings.identity());
      onLoss.run();
    }
  }

  /** From now on the end of the election is no loss. Before the controllers are stopped. */
  public void closing() {
    closing = true;
  }

  /**
   * Gives the lease back, if it is ours. When the controllers have stopped; a renewal may still be
   * under way, so this looks again.
   */
  public void release() {
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        if (!releaseOnce()) {
          return;
        }
      } catch (KubernetesClientException e) {
        LOG.info("Could not give the lease back: {}", e.getMessage());
      }
    }
  }

  private boolean releaseOnce() {
    Resource<Lease> lease =
        client.leases().inNamespace(settings.namespace()).withName(OperatorSettings.NAME);
    Lease present = lease.get();
    if (present == null
        || present.getSpec() == null
        || !settings.identity().equals(present.getSpec().getHolderIdentity())) {
      return false;
    }
    lease.patch(
        PatchContext.of(PatchType.JSON_MERGE),
        "{\"metadata\":{\"resourceVersion\":\""
            + present.getMetadata().getResourceVersion()
            + "\"},\"spec\":{\"holderIdentity\":null}}");
    LOG.info("{} has given the lease back.", settings.identity());
    return true;
  }
}
