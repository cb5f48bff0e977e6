package dev.imagescan.agent.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.MountEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With tables as containerd 2.2 and Kubernetes 1.36 made them. */
class ContainerMountsTest {

  private static final String UID = "15ef4414-5cd0-4c28-9f87-fc64ae321bcc";
  private static final String OTHER_UID = "4da9c4cc-00d9-44fb-9362-dbe177553012";

  @Test
  void an_ordinary_pod_has_only_its_own_volume() throws IOException {
    ContainerMounts mounts = described("containerd-pod", UID);
    assertEquals(
        List.of(new MountEntry("/scratch", "ext4", null, null, "rw,relatime", null, "s")),
        mounts.entries());
    assertEquals(31, mounts.defaults());
  }

  @Test
  void a_part_of_a_volume_and_another_pods_volume_are_told_with_their_place() throws IOException {
    String volumes = "/volumes/kubernetes.io~empty-dir/s";
    for (String root : List.of("/kubelet/pods/" + UID + volumes + "/part", other(volumes))) {
      MountEntry entry = only("5 1 8:1 " + root + " /data rw - ext4 /dev/sda1 rw", "");
      assertEquals(List.of(root, "/dev/sda1"), List.of(entry.root(), entry.source()));
    }
  }

  private static String other(String volumes) {
    return "/kubelet/pods/" + OTHER_UID + volumes;
  }

  @Test
  void a_pod_in_a_user_namespace_has_only_its_own_volume() throws IOException {
    ContainerMounts mounts = described("containerd-user-namespace-pod", OTHER_UID);
    assertEquals(
        List.of("/scratch"), mounts.entries().stream().map(MountEntry::mountPoint).toList());
    assertEquals("rw,relatime,idmapped", mounts.entries().getFirst().options());
    assertEquals(37, mounts.defaults());
  }

  @Test
  void a_volume_in_memory_is_known_by_the_nodes_table() throws IOException {
    String host =
        "9 1 0:77 / /var/lib/kubelet/pods/"
            + UID
            + "/volumes/kubernetes.io~secret/keys rw"
            + " shared:3 - tmpfs tmpfs rw";
    MountEntry entry = only("5 1 0:77 / /etc/keys ro,relatime - tmpfs tmpfs rw", host);
    assertEquals("keys", entry.volume());
    assertNull(
        only("5 1 0:78 / /etc/keys ro,relatime - tmpfs tmpfs rw", host).volume(),
        "another file system in memory is not that volume");
  }

  @Test
  void a_volume_of_another_pod_is_not_called_one_of_this() {
    String root = "/var/lib/kubelet/pods/" + OTHER_UID + "/volumes/kubernetes.io~secret/keys";
    assertNull(only("5 1 8:1 " + root + " /keys rw - ext4 /dev/sda1 rw", "").volume());
  }

  @Test
  void a_directory_of_the_container_itself_is_no_volume_whatever_its_name() {
    String root = "/var/lib/kubelet/pods/" + UID + "/volumes/kubernetes.io~secret/keys";
    assertNull(only("5 1 0:50 " + root + " /keys rw - overlay overlay rw", "").volume());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a writable /sys             | 5 1 0:9 / /sys rw,nosuid,nodev,noexec,relatime - sysfs sysfs rw
          a writable cgroup           | 5 1 0:9 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw
          a read-only root            | 5 1 0:9 / / ro,relatime - overlay overlay rw
          a root of another type      | 5 1 8:1 /rootfs / rw,relatime - ext4 /dev/sda1 rw
          the devices of the host     | 5 1 0:6 / /dev rw,nosuid - devtmpfs devtmpfs rw
          a proc with fewer options   | 5 1 0:9 / /proc rw,relatime - proc proc rw
          another part of proc        | 5 1 0:9 /kcore /proc/sys ro,nosuid,nodev,noexec - proc proc rw
          a writable /proc/sys        | 5 1 0:9 /sys /proc/sys rw,nosuid,nodev,noexec - proc proc rw
          a volume at /etc/hosts      | 5 1 8:1 /var/lib/kubelet/pods/$UID/volumes/kubernetes.io~configmap/c/hosts /etc/hosts rw - ext4 /dev/sda1 rw
          a host file as resolv.conf  | 5 1 8:1 /home/evil /etc/resolv.conf rw - ext4 /dev/sda1 rw
          a writable token            | 5 1 0:9 / /run/secrets/kubernetes.io/serviceaccount rw - tmpfs tmpfs rw
          a root that shares mounts   | 5 1 0:9 / / rw,relatime shared:5 - overlay overlay rw
          another file as /dev/null   | 5 1 0:6 /kmsg /dev/null rw,nosuid - devtmpfs devtmpfs rw
          """)
  void what_differs_from_the_usual_is_reported(String name, String line) {
    only(line.replace("$UID", UID), "");
  }

  @Test
  void what_covers_a_usual_mount_is_reported() {
    String line = " 1 0:9 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw";
    ContainerMounts mounts =
        ContainerMounts.describe(table(Stream.of("5" + line, "6" + line)), table(""), UID);
    assertEquals(1, mounts.defaults());
    assertEquals(1, mounts.entries().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 5000})
  void only_the_first_64_are_kept_and_that_is_said(int number) {
    ContainerMounts mounts =
        ContainerMounts.describe(
            table(
                IntStream.range(0, number)
                    .mapToObj(i -> i + " 1 0:9 / /m" + i + " rw - tmpfs tmpfs rw")),
            table(""),
            UID);
    assertEquals(64, mounts.entries().size());
    assertEquals(number > 64, mounts.truncated());
  }

  @Test
  void hostile_names_are_made_printable_and_short() {
    MountEntry entry =
        only("5 1 0:9 / /a\\012b\u001b[2J" + "x".repeat(4000) + " rw - tmpfs no\\011ne rw", "");
    assertTrue(entry.mountPoint().startsWith("/a\\x0ab\\x1b[2Jxxx"), entry.mountPoint());
    assertEquals(512, entry.mountPoint().length());
    assertEquals("no\\x09ne", entry.source());
  }

  private static MountEntry only(String line, String hostLine) {
    ContainerMounts mounts = ContainerMounts.describe(table(line), table(hostLine), UID);
    assertEquals(1, mounts.entries().size(), line);
    return mounts.entries().getFirst();
  }

  private static ContainerMounts described(String name, String podUid) throws IOException {
    return ContainerMounts.describe(recorded(name), recorded("containerd-node"), podUid);
  }

  private static MountTable recorded(String name) throws IOException {
    try (InputStream file = ContainerMountsTest.class.getResourceAsStream(name + ".mountinfo")) {
      return table(new String(file.readAllBytes(), StandardCharsets.ISO_8859_1).lines());
    }
  }

  private static MountTable table(String line) {
    return table(Stream.of(line));
  }

  private static MountTable table(Stream<String> lines) {
    return new MountTable(lines.map(Mount::parse).flatMap(Optional::stream).toList(), false);
  }
}
