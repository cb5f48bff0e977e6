package dev.imagescan.e2e.cluster;

import dev.imagescan.e2e.image.TestImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that starts a cluster with a running pod, a loop device and a mount, prints the number
 * of the cluster's slot, and waits to be killed.
 */
final class DoomedCluster {

  private DoomedCluster() {}

  public static void main(String... arguments) throws Exception {
    var options = new LocalCluster.Options(1, List.of(TestImage.TINY.tar()), System.err::println);
    LocalCluster cluster = LocalCluster.start(options);
    Pods.run(cluster, Pods.of("doomed", TestImage.TINY.reference()));

    Path scratch = cluster.scratch();
    Path disk = scratch.resolve("disk");
    Command.of("truncate", "--size=8M", disk.toString()).run().orThrow();
    Command.of("mkfs.ext4", "-q", disk.toString()).run().orThrow();
    Path mountPoint = Files.createDirectory(scratch.resolve("mnt"));
    Command.of("mount", "--options", "loop", disk.toString(), mountPoint.toString())
        .run()
        .orThrow();

    System.out.println(scratch.getParent().getFileName());
    while (true) {
      LockSupport.park();
    }
  }
}
