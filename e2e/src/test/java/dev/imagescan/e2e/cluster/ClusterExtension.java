package dev.imagescan.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests the cluster of the run; see {@link OnCluster}. Says after a failure where the
 * cluster's logs are.
 */
public final class ClusterExtension
    implements BeforeAllCallback,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {

  private static final int NODES = 2;

  /**
   * The run's cluster, or why there is none: that a start failed is told to every class, but tried
   * only once.
   */
  private record Shared(Cluster cluster, RuntimeException failure) implements AutoCloseable {

    static Shared start() {
      try {
        String kubeconfig = System.getProperty(ExternalCluster.PROPERTY, "");
        return new Shared(
            kubeconfig.isEmpty() ? local() : new ExternalCluster(Path.of(kubeconfig)), null);
      } catch (RuntimeException e) {
        return new Shared(null, e);
      }
    }

    private static Cluster local() {
      return LocalCluster.start(
          new LocalCluster.Options(
              NODES, List.of(), line -> System.err.println("cluster: " + line)));
    }

    Cluster orThrow() {
      if (failure != null) {
        throw new IllegalStateException(
            "there is no cluster to test on: " + failure.getMessage(), failure);
      }
      return cluster;
    }

    @Override
    public void close() {
      if (cluster != null) {
        cluster.close();
      }
    }
  }

  private static Cluster cluster(ExtensionContext context) {
    var store =
        context.getRoot().getStore(ExtensionContext.Namespace.create(ClusterExtension.class));
    return store.computeIfAbsent(Shared.class, key -> Shared.start(), Shared.class).orThrow();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Cluster.class || type == KubernetesClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Cluster cluster = cluster(context);
    return parameter.getParameter().getType() == Cluster.class ? cluster : cluster.client();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    explain(context, failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    explain(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    explain(context, failure);
  }

  private static void explain(ExtensionContext context, Throwable failure) throws Throwable {
    if (failure instanceof NotOnThisCluster) {
      System.err.println(
          "e2e: not run: %s: %s".formatted(context.getDisplayName(), failure.getMessage()));
      throw new TestAbortedException(failure.getMessage(), failure);
    }
    if (!(failure instanceof TestAbortedException)) {
      System.err.println(
          "e2e: failed: %s; %s"
              .formatted(context.getDisplayName(), cluster(context).whereLogsAre()));
    }
    throw failure;
  }
}
