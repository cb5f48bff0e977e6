package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.process.IdMap;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The texts that facts are read from. */
class ReadFactsTest {

  @Test
  void a_status_file_says_who_may_do_what() {
    ProcessStatus status =
        ProcessStatus.parse(
            "Name:\tsh\\nUid:\t0\nUid:\t1000\t1001\t1002\t1003\nCapPrm:\t0000000000200000\n"
                + "CapEff:\t0000000000000000\nCapBnd:\t00000000a80425fb\nNoNewPrivs:\t1\n"
                + "Seccomp:\t2\nSeccomp_filters:\t3\n");
    assertEquals("sh\\nUid:\t0", status.name());
    assertEquals(1001, status.user());
    assertEquals(Set.of(Capability.SYS_ADMIN), status.permitted());
    assertEquals(Capability.USUAL, status.bounding());
    assertTrue(status.may(Capability.SYS_ADMIN));
    assertTrue(status.noNewPrivs());
    assertEquals(3, status.filters());
  }

  @Test
  void an_empty_status_gives_nothing() {
    ProcessStatus status = ProcessStatus.parse("Uid:\tx\nCapPrm:\tzz\nSeccomp:\t\n:\n");
    assertEquals(Set.of(), status.permitted());
    assertEquals(-1, status.user());
    assertEquals(0, status.seccomp());
  }

  @Test
  void all_that_the_kernel_knows_is_all() {
    assertEquals(List.of("ALL"), Capability.names(Capability.of(0x1ffffffffffL), 40));
    assertEquals(List.of("ALL"), Capability.names(Capability.of(0x3fffffffffL), 37));
    assertEquals(List.of("CHOWN", "SYS_ADMIN"), Capability.names(Capability.of(0x200001L), 40));
  }

  @Test
  void device_rules_are_read() {
    assertEquals(new DeviceRules(true, true, true), DeviceRules.parse("a *:* rwm\n"));
    assertEquals(
        new DeviceRules(false, false, false),
        DeviceRules.parse("c *:* m\nb *:* m\nc 1:3 rwm\nnonsense\n"));
    assertEquals(new DeviceRules(false, true, true), DeviceRules.parse("c 10:* rwm\nb 8:1 r\n"));
  }

  @Test
  void a_bundle_has_its_filter_and_devices() throws IOException {
    Bundle bundle = bundle("bundle.json");
    assertEquals(new DeviceRules(false, true, false), bundle.devices());
    assertFalse(bundle.filter().orElseThrow().allowsMount());
    assertFalse(bundle.filter().orElseThrow().allowsUserNamespace());
    Filter admin = bundle("bundle-admin.json").filter().orElseThrow();
    assertTrue(admin.allowsMount());
    assertTrue(admin.allowsUserNamespace());
  }

  @Test
  void a_bundle_tells_what_of_the_host_is_bound() throws IOException {
    byte[] config =
        """
        {"mounts": [
          {"destination": "/proc", "type": "proc", "source": "proc"},
          {"destination": "/host", "type": "bind", "source": "/", "options": ["rbind", "ro"]},
          {"destination": "/run/x", "source": "/run/x", "options": ["rbind", "rw"]},
          {"destination": "/y", "type": "bind", "source": "y"}
        ]}
        """
            .getBytes(StandardCharsets.UTF_8);
    assertEquals(
        List.of(new Bundle.Bind("/", "/host", true), new Bundle.Bind("/run/x", "/run/x", false)),
        Bundle.parse(config).binds());
  }

  @Test
  void more_processes_than_are_looked_at_are_owned_up_to() {
    assertNull(new Recorded().judge().containment().processesTruncated());
    assertEquals(true, new Recorded().truncated().judge().containment().processesTruncated());
  }

  @Test
  void more_kinds_of_difference_than_are_listed_are_owned_up_to() {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 9; i++) {
      recorded.other("worker" + i, 0, Map.of());
    }
    assertEquals(8, recorded.judge().containment().processes().size());
    assertEquals(true, recorded.judge().containment().processesTruncated());
  }

  @Test
  void a_bundle_without_seccomp_has_no_filter() throws IOException {
    byte[] plain = "{\"linux\": {\"seccomp\": null}}".getBytes(StandardCharsets.UTF_8);
    assertTrue(Bundle.parse(plain).filter().isEmpty());
    assertThrows(IOException.class, () -> Bundle.parse("[{".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void an_id_is_mapped_back() {
    IdMap map = IdMap.parse("         0       1000          1\n         1     100000      65536\n");
    assertEquals("0 1000 1,1 100000 65536", map.compact());
    assertEquals(0, map.inside(1000, -1));
    assertEquals(5, map.inside(100004, -1));
    assertEquals(-1, map.inside(0, -1));
  }

  @Test
  void labels_are_told_apart() {
    assertEquals(Label.NONE, Label.of("unconfined"));
    assertEquals(Label.APP_ARMOR_WITHOUT_MOUNTS, Label.of("docker-default (enforce)"));
    assertEquals(Label.APP_ARMOR, Label.of("my-profile (enforce)"));
    assertEquals(Label.NONE, Label.of("my-profile (complain)"));
    assertEquals(Label.SELINUX, Label.of("system_u:system_r:container_t:s0:c1,c2"));
    assertEquals(Label.NONE, Label.of("unconfined_u:unconfined_r:unconfined_t:s0"));
  }

  @Test
  void processes_that_differ_alike_are_one_group() {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 40; i++) {
      recorded.other("worker\u001b[2J", 0, Map.of());
    }
    recorded.other("sh", Recorded.USUAL, Map.of(Namespace.NET, "net:[1]"));
    recorded.other("same", Recorded.USUAL, Map.of());
    assertEquals(
        List.of(
            new DifferingProcess("worker\\x1b[2J", 40, List.of("capabilities"), null),
            new DifferingProcess("sh", 1, List.of("net"), null)),
        recorded.judge().containment().processes());
  }

  private static Bundle bundle(String name) throws IOException {
    try (InputStream in = ReadFactsTest.class.getResourceAsStream(name)) {
      return Bundle.parse(in.readAllBytes());
    }
  }
}
