package dev.imagescan.operator.agent;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.NodeReport;
import dev.imagescan.api.v1alpha1.NodeScan;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;
import java.util.TreeSet;

/** What is to go when no scan is left. */
final class Leftovers {

  private static final ListOptions PAGE = new ListOptionsBuilder().withLimit(500L).build();
  private static final int MOST_PAGES = 200;

  private final KubernetesClient client;
  private final String namespace;

  Leftovers(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Removes the agents and their tasks. */
  void removeAgents() {
    client.apps().daemonSets().inNamespace(namespace).withName(AgentDaemonSet.NAME).delete();
    if (!client.resources(NodeScan.class).inNamespace(namespace).list(PAGE).getItems().isEmpty()) {
      client.resources(NodeScan.class).inNamespace(namespace).delete();
    }
  }

  /** Removes every report. The API deletes collections by namespace only. */
  void removeReports() {
    if (!client.resources(ImageReport.class).list(one()).getItems().isEmpty()) {
      client.resources(ImageReport.class).delete();
    }
    if (!client.resources(NodeReport.class).list(one()).getItems().isEmpty()) {
      client.resources(NodeReport.class).delete();
    }
    for (int page = 0; page < MOST_PAGES; page++) {
      Set<String> namespaces = new TreeSet<>();
      client
          .resources(ContainerReport.class)
          .inAnyNamespace()
          .list(PAGE)
          .getItems()
          .forEach(report -> namespaces.add(report.getMetadata().getNamespace()));
      if (namespaces.isEmpty()) {
        return;
      }
      namespaces.forEach(
          name -> client.resources(ContainerReport.class).inNamespace(name).delete());
    }
  }

  private static ListOptions one() {
    return new ListOptionsBuilder().withLimit(1L).build();
  }
}
