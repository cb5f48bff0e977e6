package dev.imagescan.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.host.HostMounts;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.api.v1alpha1.Distribution;
import dev.imagescan.api.v1alpha1.KernelModule;
import dev.imagescan.api.v1alpha1.ModuleOrigin;
import dev.imagescan.api.v1alpha1.MountEntry;
import dev.imagescan.api.v1alpha1.NodeKernel;
import dev.imagescan.api.v1alpha1.NodeRuntime;
import dev.imagescan.api.v1alpha1.RuntimeStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineReportTest {

  private static final HostContent MACHINE =
      new HostContent(
          new RootContent(
              Optional.of(new Distribution("debian", "12", "Debian GNU/Linux 12 (bookworm)")),
              new Catalogue(
                  List.of(Package.of(PackageType.DEB, "dash", "0.5.12-2").architecture("amd64")),
                  List.of(),
                  false),
              ImageHistory.of(List.of())),
          new NodeKernel(
              "6.1.0-31-amd64",
              "#1 SMP Debian 6.1.128-1",
              "x86_64",
              List.of("ProprietaryModule", "OutOfTreeModule"),
              true,
              List.of(
                  new KernelModule(
                      "zfs", ModuleOrigin.OUT_OF_TREE, List.of("Proprietary", "OutOfTree")),
                  new KernelModule("ext4", ModuleOrigin.IN_TREE, null)),
              2),
          List.of(
              new NodeRuntime(
                  "containerd",
                  "/usr/bin/containerd",
                  "containerd 1.6.20",
                  List.of("/run/containerd/containerd.sock"),
                  List.of(
                      new RuntimeStorage(
                          "/var/lib/containerd", "xfs", "/dev/sdb", 200L << 30, 51L << 30)))),
          Optional.of(
              new HostMounts(
                  List.of(
                      new MountEntry("/", "ext4", "/dev/sda1", null, "rw", "shared:1", null),
                      new MountEntry("/<b>", "tmpfs", "tmpfs", "/x", "ro", null, null)),
                  40,
                  false)),
          Optional.empty());

  @Test
  void the_table_tells_what_the_node_is_after_what_it_holds() throws IOException {
    assertEquals(
        """
        Debian GNU/Linux 12 (bookworm) in this node

        PACKAGE  VERSION   ARCH   TYPE  LICENSE
        dash     0.5.12-2  amd64  deb   -

        1 package, 0 with a licence

        OF THE NODE  WHAT
        kernel       6.1.0-31-amd64 on x86_64
        built        #1 SMP Debian 6.1.128-1
        tainted      ProprietaryModule, OutOfTreeModule
        modules      2; zfs (Proprietary, OutOfTree)
        containerd   /usr/bin/containerd; of containerd 1.6.20; /run/containerd/containerd.sock; \
        /var/lib/containerd on xfs /dev/sdb, 51.0 of 200.0 GiB free

        MOUNT POINT  TYPE   SOURCE     ROOT  PROPAGATION  OPTIONS
        /            ext4   /dev/sda1  /     shared:1     rw
        /<b>         tmpfs  tmpfs      /x    private      ro

        2 mounts, and 40 of containers and pods
        """,
        written(Format.TABLE));
  }

  @Test
  void the_json_has_the_words_of_a_node_report() throws IOException {
    JsonNode json = new ObjectMapper().readTree(written(Format.JSON));
    assertEquals(true, json.get("subject").get("node").asBoolean());
    assertEquals("dash", json.get("packages").get(0).get("name").asText());
    assertEquals("zfs", json.get("kernel").get("modules").get(0).get("name").asText());
    assertEquals("OutOfTree", json.get("kernel").get("modules").get(0).get("origin").asText());
    assertEquals(
        "/var/lib/containerd",
        json.get("runtimes").get(0).get("storage").get(0).get("path").asText());
    assertEquals(2, json.get("mounts").size());
    assertEquals(40, json.get("containerMounts").asInt());
  }

  @Test
  void the_page_has_it_too_as_text() throws IOException {
    String page = written(Format.HTML);
    assertTrue(page.contains("<tr><th>tainted<td>ProprietaryModule, OutOfTreeModule"), page);
    assertTrue(page.contains("<tr><th>/&lt;b&gt;<td>tmpfs of tmpfs"), page);
  }

  private static String written(Format format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InspectionReport.of(MACHINE, Instant.parse("2026-01-02T03:04:05Z")).write(format, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
