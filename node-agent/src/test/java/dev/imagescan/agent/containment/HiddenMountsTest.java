package dev.imagescan.agent.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.HostAccess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes a pod chooses where a directory of the host shows, and by which way it comes. */
class HiddenMountsTest {

  private static final String PODS = "/var/lib/kubelet/pods/";
  private static final String OTHER = "4da9c4cc-00d9-44fb-9362-dbe177553012";

  private static Recorded mounted(String root, String mountPoint, String options) {
    return new Recorded()
        .runtimeDefault()
        .mount("2000 1320 254:0 %s %s %s - ext4 /dev/sda1 rw".formatted(root, mountPoint, options));
  }

  private static List<String> given(Recorded recorded) {
    return recorded.judge().containment().hostAccess() == null
        ? List.of()
        : recorded.judge().containment().hostAccess().stream().map(HostAccess::gives).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "/,/run/secrets/kubernetes.io/host",
    "/etc,/etc/hosts",
    "/etc,/etc/hostname",
    "/root,/dev/termination-log",
    "/,/run/.containerenv"
  })
  void a_directory_of_the_host_is_one_wherever_it_is_mounted(String root, String mountPoint) {
    assertEquals(List.of("HostRoot"), given(mounted(root, mountPoint, "rw")), mountPoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/lib/containerd/io.containerd.grpc.v1.cri/containers/ID/volumes/0123456789abcdef",
        "/run/containers/storage/overlay-containers/ID/userdata/mounts/0123456789abcdef",
        "/var/lib/docker/volumes/ID/_data",
        "/var/lib/containers/storage/volumes/by-name/_data"
      })
  void a_volume_that_a_runtime_keeps_is_nothing_of_the_hosts(String path) {
    String root = path.replace("ID", Recorded.ID);
    assertEquals(List.of(), given(mounted(root, "/var/lib/postgresql/data", "rw")), path);
  }

  @Test
  void where_runtimes_keep_those_of_other_containers_is() {
    String root =
        "/var/lib/containerd/io.containerd.grpc.v1.cri/containers/"
            + "f".repeat(64)
            + "/volumes/0123456789abcdef";
    assertEquals(List.of("HostRoot"), given(mounted(root, "/data", "rw")));
    String all = "/var/lib/docker/volumes";
    assertEquals(List.of("HostRoot"), given(mounted(all, "/data", "rw")));
  }

  @Test
  void the_hosts_run_at_dev_shm_is_not_shared_memory() {
    Recorded recorded =
        new Recorded()
            .runtimeDefault()
            .mount("2000 1320 0:26 / /dev/shm rw,nosuid,nodev - tmpfs tmpfs rw");
    assertTrue(given(recorded).contains("RuntimeSocket"), given(recorded).toString());
  }

  @Test
  void what_kubelet_binds_for_a_sub_path_is_still_the_hosts() {
    Recorded recorded =
        mounted("/etc", "/data", "rw")
            .hostMount(
                "3000 122 254:0 /etc %s%s/volume-subpaths/host/app/0 rw shared:9 - ext4 /dev/sda1 rw"
                    .formatted(PODS, Recorded.POD));
    assertEquals(List.of("HostRoot"), given(recorded));
  }

  @ParameterizedTest
  @CsvSource({"''", "/volumes", "/volumes/kubernetes.io~secret", "/volume-subpaths/x/y/0"})
  void whatever_lies_below_another_pods_directory_is_its_own(String below) {
    assertEquals(
        List.of("OtherPodsVolume"), given(mounted(PODS + OTHER + below, "/theirs", "ro")), below);
  }

  @Test
  void a_volume_that_several_pods_claim_is_each_ones_own() {
    Recorded recorded =
        new Recorded().runtimeDefault().mount("2000 1320 259:7 / /data rw - ext4 /dev/nvme1n1 rw");
    for (String pod : List.of(OTHER, Recorded.POD)) {
      recorded.hostMount(
          "3000 122 259:7 / %s%s/volumes/kubernetes.io~csi/pv/mount rw shared:9 - ext4 /dev/nvme1n1 rw"
              .formatted(PODS, pod));
    }
    recorded.hostMount(
        "3002 122 259:7 / /var/lib/kubelet/plugins/kubernetes.io/csi/d/0/globalmount rw - ext4"
            + " /dev/nvme1n1 rw");
    assertEquals(List.of(), given(recorded));
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/localtime,rw",
    "/usr/share/zoneinfo,rw",
    "/etc/ssl/certs,ro",
    "/usr/share/ca-certificates,ro"
  })
  void what_everybody_may_know_is_nothing_to_tell(String root, String options) {
    assertEquals(List.of(), given(mounted(root, "/there", options)), root);
  }

  @Test
  void of_twenty_thousand_mounts_the_worst_are_told() {
    Recorded recorded = new Recorded().runtimeDefault();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append(
          "%d 1320 254:0 /var/log /m/%05d ro - ext4 /dev/sda1 rw%n".formatted(3000 + i, i));
    }
    recorded.mount(lines + "90000 1320 254:0 / /z rw - ext4 /dev/sda1 rw");
    List<String> given = given(recorded);
    assertEquals(16, given.size());
    assertEquals("HostRoot", given.getFirst());
  }

  @Test
  void a_changed_root_hides_nothing_that_the_runtime_was_told_to_bind() {
    Recorded recorded =
        new Recorded()
            .runtimeDefault()
            .withoutMounts("^\\d+ \\d+ \\S+ \\S+ / .*")
            .bind("/", "/host", false)
            .bind(PODS + Recorded.POD + "/etc-hosts", "/etc/hosts", false)
            .bind("/var/log", "/host/log", true);
    assertEquals(List.of("HostRoot", "HostPath"), given(recorded));
    assertEquals("/host", recorded.judge().containment().hostAccess().getFirst().mountPoint());
  }

  @Test
  void what_the_runtime_was_told_counts_for_nothing_where_the_mounts_themselves_are_seen() {
    assertEquals(List.of(), given(new Recorded().runtimeDefault().bind("/", "/host", false)));
  }

  private static Recorded worker(Recorded recorded) {
    return recorded.other("worker", Recorded.USUAL, Map.of());
  }

  private static List<String> reasons(Recorded recorded) {
    return recorded.judge().containment().reasons();
  }

  @Test
  void a_first_process_that_leaves_for_other_mounts_hides_no_mount_that_its_worker_keeps() {
    Recorded recorded = worker(mounted("/", "/host", "rw")).leaves(Namespace.MNT);
    assertEquals(List.of("HostRoot"), given(recorded));
    assertEquals("/host", recorded.judge().containment().hostAccess().getFirst().mountPoint());
  }

  @Test
  void one_that_leaves_for_other_mounts_and_users_hides_no_settings_of_the_kernel() {
    Recorded recorded =
        worker(new Recorded().runtimeDefault().unmasked()).leaves(Namespace.MNT, Namespace.USER);
    assertTrue(reasons(recorded).contains("KernelSettings"), reasons(recorded).toString());
  }

  @Test
  void one_that_leaves_for_other_users_hides_no_devices() {
    Recorded recorded =
        new Recorded()
            .privileged()
            .other("worker", Recorded.ALL, Map.of())
            .leaves(Namespace.MNT, Namespace.USER);
    assertTrue(
        reasons(recorded).containsAll(List.of("AllDevices", "HostDisk")),
        reasons(recorded).toString());
  }

  @Test
  void one_that_leaves_the_hosts_namespaces_hides_no_worker_in_them() {
    Namespace[] kinds = {Namespace.PID, Namespace.NET, Namespace.IPC};
    Recorded recorded = worker(new Recorded().runtimeDefault().host(kinds)).leaves(kinds);
    assertTrue(
        reasons(recorded).containsAll(List.of("HostPid", "HostNetwork", "HostIpc")),
        reasons(recorded).toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = Namespace.class,
      names = {"MNT", "USER"})
  void what_the_runtime_was_told_counts_where_processes_see_different_mounts(Namespace kind) {
    Recorded recorded = new Recorded().runtimeDefault().bind("/", "/host", false);
    assertEquals(List.of("HostRoot"), given(worker(recorded).leaves(kind)));
  }

  @Test
  void a_worker_that_keeps_what_the_first_process_gave_up_counts() {
    Recorded recorded = new Recorded().runtimeDefault().other("worker", Recorded.ALL, Map.of());
    assertTrue(
        recorded.judge().findings().stream().anyMatch(f -> f.id().equals("HostCapabilities")),
        recorded.judge().findings().toString());
  }
}
