package dev.imagescan.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** Runs the operator as its Deployment's container. */
public final class Main {

  // Two requests in a row that nobody answers must end before the lease does: a replica that cannot
  // renew it is to be gone by the time another takes it. So nothing is tried again below this
  // level.
  private static final int REQUEST_MILLIS = 6_000;
  private static final int RETRIES = 0;

  private Main() {}

  /**
   * Runs until SIGTERM; ends with 1 to be started again, 2 when it cannot start, 3 when it breaks.
   */
  public static void main(String[] arguments) throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
    try {
      run(OperatorSettings.of(System.getenv()));
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("imagescan-operator: " + e.getMessage());
      System.exit(2);
    } catch (OperatorException e) {
      // The API server went away in the middle of the start: the next try begins from nothing.
      LoggerFactory.getLogger(Main.class).error("The controllers could not start", e);
      System.exit(1);
    }
  }

  @SuppressWarnings("resource") // Both live until the process ends; the hook closes them.
  private static void run(OperatorSettings settings) throws IOException, InterruptedException {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build();
    // Not System.exit: its hooks would wait for the very thread that lost the lease.
    OperatorProcess process =
        new OperatorProcess(client, settings, () -> Runtime.getRuntime().halt(1));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  process.close();
                  client.close();
                },
                "shutdown"));
    process.start();
  }

  /** A controller that meets an error, not an exception, would never look at its object again. */
  private static void uncaught(Thread thread, Throwable failure) {
    LoggerFactory.getLogger(Main.class).error("{} failed", thread.getName(), failure);
    if (failure instanceof Error) {
      Runtime.getRuntime().halt(3);
    }
  }

  private static Config config() {
    return new ConfigBuilder(Config.autoConfigure(null))
        .withRequestTimeout(REQUEST_MILLIS)
        .withConnectionTimeout(REQUEST_MILLIS)
        .withRequestRetryBackoffLimit(RETRIES)
        .withUserAgent("imagescan-operator")
        .build();
  }
}
