package dev.imagescan.operator.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Has objects of one kind looked at again. Nothing happens before the controllers have started or
 * while another replica leads.
 *
 * @param <P> the kind of object
 */
public final class Trigger<P extends HasMetadata> extends SimpleInboundEventSource<P> {

  /** A trigger of that name, unique in its controller. */
  public Trigger(String name) {
    super(name);
  }

  /** Looks again at a cluster-scoped object. */
  public void again(String name) {
    propagateEvent(new ResourceID(name));
  }

  /** Looks again at that object. */
  public void again(HasMetadata object) {
    propagateEvent(ResourceID.fromResource(object));
  }
}
