package dev.imagescan.agent.node;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.hold.InjectedMounts;
import dev.imagescan.agent.hold.Mounting;
import dev.imagescan.agent.inject.InjectionException;
import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.inspect.NodeInspector;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.process.RunningContainers;
import dev.imagescan.agent.seccomp.Filter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the agent as its DaemonSet starts it. */
public final class AgentMain {

  private static final Logger log = LoggerFactory.getLogger(AgentMain.class);
  private static final int DEFAULT_PORT = 8081;
  private static final int REQUEST_MILLIS = 10_000;

  /** After so many mounts the JVM has compiled what every one takes. */
  private static final int ENOUGH = 60;

  private AgentMain() {}

  /**
   * Works until the process is told to end.
   *
   * @param environment NODE_NAME and POD_NAMESPACE say where the agent runs; HTTP_PORT, if given,
   *     where metrics and health are served (8081); IMAGESCAN_FAULT at which step it kills itself:
   *     see {@link FaultPoints}
   * @throws IllegalArgumentException when a variable is missing, with a sentence
   * @throws IOException when the kernel or the port is refused to it
   */
  public static void run(Map<String, String> environment) throws IOException {
    // Before anything else: from here on no thread of this process can write another's memory.
    Filter.install();
    AgentProcess.Settings settings =
        new AgentProcess.Settings(
            required(environment, "NODE_NAME"),
            required(environment, "POD_NAMESPACE"),
            Integer.parseInt(environment.getOrDefault("HTTP_PORT", "" + DEFAULT_PORT)));
    try (Processes processes = Processes.ofHost()) {
      RunningContainers containers = new RunningContainers(processes);
      containers.look();
      run(processes, containers, settings, environment);
    }
  }

  private static void run(
      Processes processes,
      RunningContainers containers,
      AgentProcess.Settings settings,
      Map<String, String> environment)
      throws IOException {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build();
        AgentProcess agent =
            new AgentProcess(
                client,
                settings,
                new NodeInspector(
                    settings.nodeName(), processes, containers, InstantSource.system()),
                mounting(processes, containers, environment))) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent, main)));
      agent.run();
    }
  }

  private static Mounting mounting(
      Processes processes, RunningContainers containers, Map<String, String> environment)
      throws IOException {
    FaultPoints faults = FaultPoints.of(environment);
    return new Mounting(
        new InjectedMounts(new Injector(processes, faults), processes, containers),
        disabled(processes),
        faults);
  }

  /** Mounts need capabilities that an installation which only inspects does not give. */
  private static Optional<String> disabled(Processes processes) throws IOException {
    if (!Self.isSysAdmin()) {
      return Optional.of(
          "the agents of this installation may only inspect; `kubectl apply -k deploy` gives them"
              + " the right to mount");
    }
    // One of its own: no test wants the agent to be killed here.
    try (Injector injector = new Injector(processes)) {
      injector.warmUp();
    } catch (InjectionException e) {
      return Optional.of("this node does not let its agent mount: " + e.getMessage());
    }
    Thread.ofPlatform().daemon().name("practice").start(() -> practise(processes));
    return Optional.empty();
  }

  /** The first mounts are to take no longer than later ones; until then the agent works already. */
  private static void practise(Processes processes) {
    try (Injector injector = new Injector(processes)) {
      injector.warmUp(ENOUGH);
    } catch (IOException | IllegalStateException e) {
      // The latter when the agent ends meanwhile.
      log.debug("practising to mount ended early", e);
    }
  }

  /**
   * The agent's loop tries again by itself, and is taken for dead when a round of it takes long.
   */
  private static Config config() {
    return new ConfigBuilder(Config.autoConfigure(null))
        .withRequestTimeout(REQUEST_MILLIS)
        .withConnectionTimeout(REQUEST_MILLIS)
        .withRequestRetryBackoffLimit(0)
        .withUserAgent("imagescan-agent")
        .build();
  }

  private static void stop(AgentProcess agent, Thread main) {
    agent.close();
    try {
      main.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "the environment variable "
              + name
              + " is not set: `imagescan agent` is started by the operator's DaemonSet; to look"
              + " into one container by hand, use `imagescan inspect`");
    }
    return value;
  }
}
