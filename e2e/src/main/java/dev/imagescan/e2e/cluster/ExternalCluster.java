package dev.imagescan.e2e.cluster;

import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;

/** A cluster that exists already, by its kubeconfig. Images have to be on its nodes beforehand. */
public final class ExternalCluster implements Cluster {

  /** The system property that names the kubeconfig. */
  public static final String PROPERTY = "e2e.kubeconfig";

  private final Path kubeconfig;
  private final KubernetesClient client;

  /** Connects to the current context of {@code kubeconfig}. */
  public ExternalCluster(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
    this.client = Cluster.clientOf(Config.fromKubeconfig(kubeconfig.toFile()));
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public List<String> kubectlPrefix() {
    return List.of("kubectl", "--kubeconfig=" + kubeconfig);
  }

  @Override
  public void importImage(Path tar) {
    System.err.println("e2e: expected to be on the nodes already: the image in " + tar);
  }

  @Override
  public String use(TestImage image) {
    System.err.println("e2e: expected to be on the nodes already: " + image.reference());
    return image.reference();
  }

  @Override
  public Faults faults(String purpose) {
    throw new NotOnThisCluster(purpose);
  }

  @Override
  public String whereLogsAre() {
    return "";
  }

  @Override
  public void close() {
    client.close();
  }
}
