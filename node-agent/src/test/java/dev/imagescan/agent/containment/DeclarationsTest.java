package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import dev.imagescan.api.v1alpha1.Mismatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclarationsTest {

  private static final DeclaredSecurity RESTRICTED =
      new DeclaredSecurity(
          false,
          false,
          null,
          true,
          1000L,
          null,
          List.of("ALL"),
          "RuntimeDefault",
          null,
          null,
          null,
          null,
          null,
          null);
  private static final DeclaredSecurity NOTHING =
      new DeclaredSecurity(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  @Test
  void what_is_held_as_declared_is_no_mismatch() {
    Recorded restricted = new Recorded().user(1000).capabilities(0).noNewPrivs().runtimeDefault();
    assertEquals(List.of(), settings(restricted, RESTRICTED));
    assertEquals(List.of(), settings(new Recorded(), NOTHING));
  }

  @Test
  void what_nobody_declared_is_not_compared() {
    Recorded everything = new Recorded().privileged().host(Namespace.PID);
    assertEquals(List.of(), Declarations.compare(null, everything.facts()));
  }

  @Test
  void a_process_that_regained_root_is_more_than_declared() {
    Recorded regained = new Recorded();
    assertEquals(
        List.of("allowPrivilegeEscalation", "runAsNonRoot", "capabilities.drop", "seccompProfile"),
        settings(regained, RESTRICTED));
    assertEquals("MoreThanDeclared", regained.judge(RESTRICTED).findings().getFirst().id());
  }

  @Test
  void another_process_of_the_container_counts_too() {
    Recorded joined =
        new Recorded()
            .user(1000)
            .capabilities(0)
            .noNewPrivs()
            .runtimeDefault()
            .other("su", Recorded.ALL, Map.of());
    assertEquals(List.of("capabilities.add", "capabilities.drop"), settings(joined, RESTRICTED));
  }

  @Test
  void a_host_namespace_that_was_not_asked_for_is_more_than_declared() {
    assertEquals(
        List.of("hostPID", "hostNetwork"),
        settings(new Recorded().host(Namespace.PID, Namespace.NET), NOTHING));
  }

  @Test
  void root_of_a_user_namespace_is_root() {
    DeclaredSecurity nonRoot =
        new DeclaredSecurity(
            null, null, true, true, null, null, null, null, null, null, null, null, false, null);
    assertEquals(
        List.of("runAsNonRoot", "readOnlyRootFilesystem"),
        settings(Recorded.inUserNamespace(), nonRoot));
    assertEquals(
        List.of("hostUsers", "readOnlyRootFilesystem"),
        settings(new Recorded().user(1000), nonRoot));
  }

  private static List<String> settings(Recorded recorded, DeclaredSecurity declared) {
    return Declarations.compare(declared, recorded.facts()).stream()
        .map(Mismatch::setting)
        .toList();
  }
}
