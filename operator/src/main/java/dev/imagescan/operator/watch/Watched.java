package dev.imagescan.operator.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** The objects of one kind, kept up to date. It goes on trying whatever the API server answers. */
final class Watched<T extends HasMetadata> implements ResourceEventHandler<T>, AutoCloseable {

  private final SharedIndexInformer<T> informer;
  private final BiPredicate<T, T> same;
  private final List<ChangeListener<? super T>> listeners = new CopyOnWriteArrayList<>();

  /**
   * Prepares a watch.
   *
   * @param same whether a change does not matter
   * @param indexes ways to find objects, by name
   */
  Watched(
      SharedIndexInformer<T> informer,
      BiPredicate<T, T> same,
      Map<String, Function<T, List<String>>> indexes) {
    this.informer = informer;
    this.same = same;
    informer.addIndexers(indexes);
    informer.exceptionHandler((_, _) -> true);
    informer.addEventHandler(this);
  }

  void start() {
    informer.start();
  }

  boolean synced() {
    return informer.hasSynced();
  }

  void listen(ChangeListener<? super T> listener) {
    listeners.add(listener);
  }

  Collection<T> all() {
    return informer.getStore().list();
  }

  Collection<T> by(String index, String value) {
    return informer.getIndexer().byIndex(index, value);
  }

  Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(
        informer.getStore().getByKey(namespace == null ? name : namespace + "/" + name));
  }

  @Override
  public void onAdd(T added) {
    tell(null, added);
  }

  @Override
  public void onUpdate(T before, T after) {
    if (!same.test(before, after)) {
      tell(before, after);
    }
  }

  @Override
  public void onDelete(T deleted, boolean unknown) {
    tell(deleted, null);
  }

  private void tell(T before, T after) {
    listeners.forEach(listener -> listener.changed(before, after));
  }

  @Override
  public void close() {
    informer.stop();
  }
}
