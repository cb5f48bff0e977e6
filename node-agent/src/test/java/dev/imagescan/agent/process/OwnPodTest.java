package dev.imagescan.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnPodTest {

  private static final String UID = "0f8a4f2e-6c1d-4b53-9a53-4fd0c1f0b7aa";
  private static final String HIDDEN = "0::/../../../../init.scope\n";

  @Test
  void kubelets_mounts_tell_the_uid_that_a_cgroup_namespace_hides() {
    assertEquals(
        Optional.of(UID),
        OwnPod.hiddenUid(HIDDEN, table("/var/lib/kubelet/pods/" + UID + "/etc-hosts")));
    assertEquals(
        Optional.of(UID),
        OwnPod.hiddenUid(HIDDEN, table("/pods/" + UID + "/containers/agent/8c26397b")));
  }

  @Test
  void nothing_is_hidden_without_a_cgroup_namespace() {
    assertEquals(
        Optional.empty(),
        OwnPod.hiddenUid("0::/init.scope\n", table("/pods/" + UID + "/etc-hosts")));
  }

  @Test
  void outside_of_a_pod_there_is_none() {
    assertEquals(Optional.empty(), OwnPod.hiddenUid(HIDDEN, table("/home/etc-hosts")));
  }

  private static MountTable table(String root) {
    String line = "5 1 8:1 " + root + " /etc/hosts rw - ext4 /dev/sda1 rw";
    return new MountTable(List.of(Mount.parse(line).orElseThrow()), false);
  }
}
