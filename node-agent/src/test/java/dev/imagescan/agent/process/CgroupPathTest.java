package dev.imagescan.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.process.CgroupPath.Owner;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of /proc/PID/cgroup as runtimes, cgroup drivers and kernels make them. */
class CgroupPathTest {

  private static final String UID = "0f8a4f2e-6c1d-4b53-9a53-4fd0c1f0b7aa";
  private static final String SYSTEMD_UID = UID.replace('-', '_');
  private static final String ID = "3b1f".repeat(16);
  private static final String OTHER_UID = "11111111-2222-3333-4444-555555555555";
  private static final String OTHER_ID = "9".repeat(64);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          containerd, cgroupfs, best effort | /kubepods/besteffort/pod$UID/$ID
          containerd, cgroupfs, burstable   | /kubepods/burstable/pod$UID/$ID
          containerd, cgroupfs, guaranteed  | /kubepods/pod$UID/$ID
          containerd, systemd, best effort  | /kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod$SUID.slice/cri-containerd-$ID.scope
          containerd, systemd, guaranteed   | /kubepods.slice/kubepods-pod$SUID.slice/cri-containerd-$ID.scope
          containerd cgroupfs below systemd | /system.slice/containerd.service/kubepods-burstable-pod$SUID.slice:cri-containerd:$ID
          CRI-O, systemd                    | /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod$SUID.slice/crio-$ID.scope
          CRI-O with a group of its own     | /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod$SUID.slice/crio-$ID.scope/container
          CRI-O, cgroupfs                   | /kubepods/burstable/pod$UID/crio-$ID
          Docker, systemd                   | /kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod$SUID.slice/docker-$ID.scope
          Docker, cgroupfs                  | /kubepods/besteffort/pod$UID/$ID
          kind, cgroupfs                    | /docker/$OTHERID/kubelet/kubepods/besteffort/pod$UID/$ID
          kind, systemd                     | /kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice/kubelet-kubepods-besteffort-pod$SUID.slice/cri-containerd-$ID.scope
          k3s                               | /k3s/kubepods/burstable/pod$UID/$ID
          a cgroup root for each node       | /tests/node-1/kubepods/burstable/pod$UID/$ID
          systemd inside the container      | /kubepods/burstable/pod$UID/$ID/init.scope
          docker inside the container       | /kubepods/burstable/pod$UID/$ID/docker/$OTHERID
          Kubernetes inside the container   | /kubepods/burstable/pod$UID/$ID/kubepods/besteffort/pod$OTHERUID/$OTHERID
          private namespace, same QoS class | /../../kubepods-besteffort-pod$SUID.slice/cri-containerd-$ID.scope
          private namespace, cgroupfs       | /../../../burstable/pod$UID/$ID
          """)
  void a_container_of_a_pod_is_found(String name, String path) {
    assertEquals(Optional.of(new Owner(UID, ID)), owner("0::" + fill(path) + "\n"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Docker, cgroupfs          | /docker/$ID
          Docker, systemd           | /system.slice/docker-$ID.scope
          Podman                    | /machine.slice/libpod-$ID.scope/container
          Podman without root       | /user.slice/user-1000.slice/user@1000.service/user.slice/libpod-$ID.scope
          """)
  void a_container_without_a_pod_is_found(String name, String path) {
    assertEquals(Optional.of(new Owner("", ID)), owner("0::" + fill(path) + "\n"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the root               | /
          a service              | /system.slice/sshd.service
          kubelet                | /system.slice/kubelet.service
          a pod's own group      | /kubepods/burstable/pod$UID
          CRI-O's monitor        | /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod$SUID.slice/crio-conmon-$ID.scope
          a name that ends alike | /kubepods/burstable/xpod$UID/$ID
          a short ID             | /kubepods/burstable/pod$UID/3b1f
          a removed container    | /kubepods/burstable/pod$UID/$ID (deleted)
          a broken UID           | /kubepods/burstable/pod1234/$ID
          """)
  void what_is_no_container_is_nobodys(String name, String path) {
    assertEquals(Optional.empty(), owner("0::" + fill(path) + "\n"));
  }

  @Test
  @DisplayName("every hierarchy of cgroup v1 says the same")
  void cgroup_v1() {
    String text =
        """
        12:memory:/kubepods/burstable/pod$UID/$ID
        11:cpu,cpuacct:/kubepods/burstable/pod$UID/$ID
        2:rdma:/
        1:name=systemd:/kubepods/burstable/pod$UID/$ID
        0::/system.slice/containerd.service
        """;
    assertEquals(Optional.of(new Owner(UID, ID)), owner(fill(text)));
  }

  @Test
  void a_process_that_two_hierarchies_give_to_two_containers_is_nobodys() {
    String text =
        """
        2:memory:/kubepods/burstable/pod$UID/$ID
        0::/kubepods/burstable/pod$OTHERUID/$OTHERID
        """;
    assertEquals(Optional.empty(), owner(fill(text)));
  }

  @Test
  void a_carriage_return_in_a_groups_name_does_not_begin_another_line() {
    String name = "x\r0::/kubepods/burstable/pod$OTHERUID/$OTHERID";
    assertEquals(
        Optional.of(new Owner(UID, ID)),
        owner(fill("0::/kubepods/burstable/pod$UID/$ID/" + name + "\n")));
  }

  @Test
  void a_static_pods_uid_has_no_dashes() {
    String hash = UID.replace("-", "");
    assertEquals(
        Optional.of(new Owner(hash, ID)),
        owner("0::/kubepods/burstable/pod" + hash + "/" + ID + "\n"));
  }

  @Test
  void texts_that_are_no_cgroup_files_are_nobodys() {
    assertEquals(Optional.empty(), owner(""));
    assertEquals(Optional.empty(), owner("\n\n::\n"));
    assertEquals(Optional.empty(), owner("pod" + UID + "/" + ID));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          our own container       | /                              | $UID | ''
          a group below our own   | /init.scope                    | $UID | ''
          a sibling, cgroupfs     | /../$ID                        | $UID | $ID
          a sibling, systemd      | /../cri-containerd-$ID.scope   | $UID | $ID
          another pod             | /../../pod$OTHERUID/$OTHERID   | $OTHERUID | $OTHERID
          """)
  void our_own_pod_is_known_where_our_namespace_hides_it(
      String name, String path, String uid, String id) {
    assertEquals(
        Optional.of(new Owner(fill(uid), fill(id))),
        CgroupPath.owner("0::" + fill(path) + "\n", Optional.of(UID)));
  }

  @Test
  void the_hosts_own_processes_are_not_taken_for_ours() {
    for (String path : List.of("/../../../..", "/../../../../init.scope", "/../../x/y")) {
      assertEquals(Optional.empty(), CgroupPath.owner("0::" + path + "\n", Optional.of(UID)));
    }
  }

  private static Optional<Owner> owner(String cgroupFile) {
    return CgroupPath.owner(cgroupFile, Optional.empty());
  }

  private static String fill(String text) {
    return text.replace("$UID", UID)
        .replace("$SUID", SYSTEMD_UID)
        .replace("$ID", ID)
        .replace("$OTHERUID", OTHER_UID)
        .replace("$OTHERID", OTHER_ID);
  }
}
