package dev.imagescan.e2e.volume;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import dev.imagescan.e2e.volume.LoopVolume.FileSystem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The volumes that other tests use are such as an ordinary pod mounts. */
@OnCluster
class VolumesIT {

  private static final String SPACE = "volumes";

  private final Cluster cluster;

  VolumesIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void an_ordinary_pod_writes_to_disks_and_to_a_directory_made_on_demand() {
    String node = cluster.nodes().getFirst();
    cluster.kubectl("create", "namespace", SPACE);
    try (var provisioner = LocalPath.on(cluster);
        var ext4 = LoopVolume.make(cluster, "volumes-ext4", node, FileSystem.EXT4).claim(SPACE);
        var xfs = LoopVolume.make(cluster, "volumes-xfs", node, FileSystem.XFS).claim(SPACE)) {
      try {
        provisioner.claim(SPACE, "dynamic");
        write();
        assertTrue(ext4.isLive() && xfs.isLive(), "the kernel has both disks open");
      } finally {
        cluster
            .kubectlCommand("delete", "namespace", SPACE, "--wait=true", "--timeout=60s")
            .within(Duration.ofSeconds(70))
            .run()
            .orThrow();
      }
      Waiting.until("both disks to be closed", IN_TIME, () -> !ext4.isLive() && !xfs.isLive());
      assertAll(
          () -> assertEquals(0, ext4.check().exit(), "e2fsck"),
          () -> assertEquals(0, xfs.check().exit(), "xfs_repair"),
          () -> assertEquals("one\n", ext4.read("/file")));
    }
  }

  private static final Duration IN_TIME = Duration.ofSeconds(30);

  private void write() {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: writer}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
            - name: main
              image: %s
              imagePullPolicy: Never
              volumeMounts:
                - {name: ext4, mountPath: /one}
                - {name: xfs, mountPath: /two}
                - {name: dynamic, mountPath: /three}
          volumes:
            - {name: ext4, persistentVolumeClaim: {claimName: volumes-ext4}}
            - {name: xfs, persistentVolumeClaim: {claimName: volumes-xfs}}
            - {name: dynamic, persistentVolumeClaim: {claimName: dynamic}}
        """
            .formatted(cluster.use(TestImage.TINY));
    cluster.kubectl("wait", "--for=create", "serviceaccount/default", "-n", SPACE, "--timeout=30s");
    cluster.kubectlCommand("apply", "-n", SPACE, "-f", "-").run(pod).orThrow();
    cluster
        .kubectlCommand("wait", "--for=condition=Ready", "pod/writer", "-n", SPACE, "--timeout=80s")
        .within(Duration.ofSeconds(90))
        .run()
        .orThrow();
    cluster.kubectl(
        "exec",
        "-n",
        SPACE,
        "writer",
        "--",
        "sh",
        "-c",
        "for i in one two three; do echo $i > /$i/file; done; sync");
  }
}
