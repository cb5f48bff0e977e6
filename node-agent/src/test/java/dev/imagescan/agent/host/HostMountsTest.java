package dev.imagescan.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.api.v1alpha1.MountEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMountsTest {

  private static final String OWN =
      """
      22 28 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
      28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
      30 28 0:25 / /run rw,nosuid,nodev shared:5 - tmpfs tmpfs rw,size=800k
      41 28 8:2 / /var/lib/containerd rw,relatime shared:30 - xfs /dev/sdb rw
      42 28 0:70 / /usr ro,relatime - overlay sysext ro,lowerdir=/run/x/meta/usr:/run/x/a/usr:/usr
      43 30 0:4 net:[4026532001] /run/netns/blue rw shared:9 - nsfs nsfs rw
      44 28 0:46 / /mnt/share rw,relatime shared:40 - nfs4 server:/export rw,vers=4.2
      """;

  private static final String OF_CONTAINERS =
      """
      60 30 0:50 / /run/containerd/io.containerd.runtime.v2.task/k8s.io/f00/rootfs rw - overlay \
      overlay rw,lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/4/fs,\
      upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/9/fs,workdir=/w
      61 30 0:52 / /run/containerd/io.containerd.grpc.v1.cri/sandboxes/f01/shm rw - tmpfs shm rw
      62 28 0:53 / /var/lib/kubelet/pods/8c7a5c34-4d40-4a2b-8f8c-9a3c9ee1b6bd/volumes/\
      kubernetes.io~projected/kube-api-access-x rw shared:60 - tmpfs tmpfs rw
      63 30 0:4 net:[4026532002] /run/netns/cni-5f0c3ab1-2e87-0000-1111-9d52d2b3a1aa rw - nsfs nsfs rw
      64 28 0:54 / /data/docker/overlay2/0f3a/merged rw - overlay overlay \
      rw,lowerdir=/data/docker/overlay2/l/AB:/data/docker/overlay2/l/CD,\
      upperdir=/data/docker/overlay2/0f3a/diff,workdir=/data/docker/overlay2/0f3a/work
      65 28 8:1 /var/lib/containers/storage/overlay /var/lib/containers/storage/overlay rw - ext4 x rw
      66 28 0:55 / /home/u/.local/share/containers/storage/overlay/1/merged rw - overlay o rw
      67 30 0:4 ipc:[4026532009] /run/ipcns/1c1f0c6e-66a0-4c2e-8a46-2b1f0b0c2d7e rw - nsfs nsfs rw
      """
          .replace("\\\n", "");

  @TempDir private Path directory;

  @Test
  void the_nodes_own_are_listed_in_order_and_those_of_containers_counted() throws IOException {
    HostMounts mounts = describe(OWN + OF_CONTAINERS);
    assertEquals(
        List.of(
            "/sys", "/", "/run", "/var/lib/containerd", "/usr", "/run/netns/blue", "/mnt/share"),
        mounts.entries().stream().map(MountEntry::mountPoint).toList());
    assertEquals(8, mounts.ofContainers());
  }

  @Test
  void a_disk_that_holds_a_runtimes_storage_is_the_nodes() throws IOException {
    MountEntry disk = describe(OWN).entries().get(3);
    assertEquals("/dev/sdb", disk.source());
    assertEquals("shared:30", disk.propagation());
  }

  @Test
  void more_than_are_listed_is_said_to_be_so() throws IOException {
    String many =
        IntStream.range(100, 700)
            .mapToObj("%1$d 28 8:1 / /mnt/%1$d rw - ext4 /dev/sda1 rw"::formatted)
            .collect(Collectors.joining("\n"));
    HostMounts mounts = describe(many);
    assertEquals(512, mounts.entries().size());
    assertTrue(mounts.truncated());
  }

  @Test
  void the_directory_of_all_layers_is_told_from_one_layer() {
    assertEquals(
        Optional.of("/var/lib/rancher/k3s/agent/containerd"),
        RuntimePlaces.storage(
            "/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/"
                + "snapshots/12/fs"));
    assertEquals(
        Optional.of("/srv/docker/overlay2"),
        RuntimePlaces.storage("/srv/docker/overlay2/0f3a5c/diff"));
    assertEquals(
        Optional.of("/srv/storage/overlay"), RuntimePlaces.storage("/srv/storage/overlay/l/XYZ"));
    assertEquals(Optional.empty(), RuntimePlaces.storage("/usr"));
    assertEquals(Optional.empty(), RuntimePlaces.storage("l/ABC"));
  }

  private HostMounts describe(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("mountinfo"), text);
    try (Fd table = Open.path(file.toString(), Open.O_RDONLY)) {
      return HostMounts.describe(
          MountTable.read(table), new RuntimePlaces(Open.path(file.toString(), Open.O_RDONLY)));
    }
  }
}
