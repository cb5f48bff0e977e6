package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.api.v1alpha1.NamespaceShare;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharesTest {

  private static final String OTHER_POD = "11111111-2222-3333-4444-555555555555";
  private static final String OWN_NET = "net:[4026530000]";
  private static final String THEIR_NET = "net:[4026534711]";

  @Test
  void a_network_is_shared_within_a_pod_as_a_matter_of_course() {
    assertNull(
        new Recorded()
            .neighbour(Recorded.POD, Namespace.NET, OWN_NET)
            .judge()
            .containment()
            .shared());
  }

  @Test
  void a_network_shared_with_another_pod_is_told() {
    assertEquals(
        List.of(new NamespaceShare("net", "container 0123456789ab of pod " + OTHER_POD)),
        new Recorded().neighbour(OTHER_POD, Namespace.NET, OWN_NET).judge().containment().shared());
  }

  @Test
  void mounts_shared_within_a_pod_are_told() {
    assertEquals(
        List.of(new NamespaceShare("mnt", "container 0123456789ab")),
        new Recorded()
            .neighbour(Recorded.POD, Namespace.MNT, "mnt:[4026530000]")
            .judge()
            .containment()
            .shared());
  }

  @Test
  void the_hosts_namespaces_are_not_a_neighbours() {
    Map<Namespace, String> host = Recorded.host();
    assertNull(
        new Recorded()
            .host(Namespace.NET)
            .neighbour(OTHER_POD, Namespace.NET, host.get(Namespace.NET))
            .judge()
            .containment()
            .shared());
  }

  @Test
  void a_process_that_entered_another_pods_network_is_foreign() {
    Recorded recorded =
        new Recorded()
            .runtimeDefault()
            .other("sh", Recorded.USUAL, Map.of(Namespace.NET, THEIR_NET));
    assertEquals(List.of(), ids(recorded));
    recorded.neighbour(OTHER_POD, Namespace.NET, THEIR_NET);
    assertEquals(List.of("ForeignNamespace"), ids(recorded));
  }

  private static List<String> ids(Recorded recorded) {
    return recorded.judge().findings().stream().map(ReportFinding::id).toList();
  }
}
