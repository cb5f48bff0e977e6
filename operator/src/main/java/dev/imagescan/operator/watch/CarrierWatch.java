package dev.imagescan.operator.watch;

import dev.imagescan.operator.cluster.CarrierView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The carriers, where injection is installed; elsewhere nobody is asked and there are none. */
final class CarrierWatch {

  private static final String NODE = "node";
  private static final String SCAN = "scan";

  private final Optional<Watched<Pod>> pods;

  CarrierWatch(KubernetesClient client, boolean enabled) {
    this.pods = enabled ? Optional.of(watched(client)) : Optional.empty();
  }

  private static Watched<Pod> watched(KubernetesClient client) {
    return new Watched<>(
        client
            .pods()
            .inAnyNamespace()
            .withLabel(CarrierView.CARRIER)
            .withLimit(ClusterWatch.PAGE)
            .runnableInformer(0),
        (before, after) -> CarrierView.of(before).equals(CarrierView.of(after)),
        Map.of(
            NODE, pod -> List.of(CarrierView.of(pod).node()),
            SCAN, pod -> List.of(CarrierView.of(pod).scanUid())));
  }

  Stream<Watched<?>> watches() {
    return pods.<Watched<?>>map(watched -> watched).stream();
  }

  void listen(ChangeListener<CarrierView> listener) {
    pods.ifPresent(
        watched -> watched.listen((before, after) -> listener.changed(view(before), view(after))));
  }

  Collection<CarrierView> all() {
    return views(pods.map(Watched::all));
  }

  Collection<CarrierView> on(String node) {
    return views(pods.map(watched -> watched.by(NODE, node)));
  }

  Collection<CarrierView> of(String scanUid) {
    return views(pods.map(watched -> watched.by(SCAN, scanUid)));
  }

  private static CarrierView view(Pod pod) {
    return pod == null ? null : CarrierView.of(pod);
  }

  private static List<CarrierView> views(Optional<Collection<Pod>> pods) {
    return pods.stream().flatMap(Collection::stream).map(CarrierView::of).toList();
  }
}
